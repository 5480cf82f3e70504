#include "base/log.hpp"
#include "lab/control.hpp"
#include "lab/gateways/control.hpp"
#include "lab/lab.hpp"
#include "lab/lab_file.hpp"
#include "lab/smsc/centre.hpp"
#include "lab/smsc/control.hpp"
#include "net/client.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace zenix::lab {
namespace {

asterisk::node_settings settings_of(const options& o) {
    asterisk::node_settings s;
    s.name = "zenix-lab";
    s.folder = o.folder + "/asterisk";
    s.app = "lab";
    s.hep = false;
    s.ami = false;
    s.external_media = true;
    return s;
}

// The lab's own box, on the port of its last life when that is free.
void add_own_box(rack& boxes, const std::string& folder) {
    box_settings own;
    if (const auto before = read_lab_file(folder))
        for (const auto& g : before->gateways) {
            if (g.id != own.id) continue;
            if (const auto u = net::parse_url(g.url)) own.port = u->port;
            if (g.sip_port != before->sip_port) own.sip_port = g.sip_port;
        }
    boxes.add(std::move(own));
}

// On the port of its last life when that is free: accounts that point there stay right.
lab_address address_of_centre(const std::string& folder) {
    lab_address a;
    if (const auto before = read_lab_file(folder)) a.port = before->smsc.port;
    return a;
}

}  // namespace

struct service::state {
    state(const asio::any_io_executor& ex, options o)
        : executor(ex), wanted(std::move(o)), boxes(ex), smsc(ex), tasks(ex) {}

    asio::any_io_executor executor;
    options wanted;
    net::router routes;
    std::unique_ptr<asterisk::node> node;
    std::shared_ptr<asterisk::session> session;
    lab::rack boxes;
    smsc::centre smsc;
    std::unique_ptr<lab::network> network;
    std::unique_ptr<net::server> server;
    task_group tasks;
};

service::service(asio::any_io_executor ex, options o)
    : state_(std::make_shared<state>(ex, std::move(o))) {}

service::~service() = default;

std::uint16_t service::control_port() const { return state_->server->port(); }
std::uint16_t service::sip_port() const { return state_->node->settings().sip_port; }
network& service::network() { return *state_->network; }
rack& service::boxes() { return state_->boxes; }
const lab_address& service::smsc() const { return state_->smsc.address(); }

std::vector<running::box> service::gateways() const {
    std::vector<running::box> out;
    for (const auto* g : state_->boxes.all()) {
        const auto& s = g->settings();
        out.push_back({s.id, s.maker, g->url(), s.username, s.password, "127.0.0.1",
            g->sip().port(), s.shape.ports});
    }
    return out;
}

asterisk::node& service::node() { return *state_->node; }

task<result<void>> service::start() {
    const auto s = state_;
    auto where = asterisk::find_install(s->wanted.asterisk);
    if (!where.ok()) co_return where.error();
    const auto sounds = where.value().data_dir + "/sounds/en";
    s->node = std::make_unique<asterisk::node>(
        s->executor, asterisk::keep_settings(settings_of(s->wanted)), std::move(where).value());
    s->session = std::make_shared<asterisk::session>(s->executor, s->node->ari());
    network::peer main{s->wanted.main_sip_host, s->wanted.main_sip_port};
    s->network =
        std::make_unique<lab::network>(s->executor, s->session, s->boxes, sounds, std::move(main));
    auto up = co_await s->node->ensure_running();
    if (!up.ok()) co_return up;

    s->boxes.set_asterisk({"127.0.0.1", s->node->settings().sip_port});
    add_own_box(s->boxes, s->wanted.folder);
    add_routes(s->routes, *s->network);
    add_gateway_routes(s->routes, s->boxes);
    s->smsc.open(address_of_centre(s->wanted.folder));
    smsc::add_smsc_routes(s->routes, s->smsc);
    net::server_options so;
    so.host = s->wanted.control_host;
    so.port = s->wanted.control_port;
    s->server = std::make_unique<net::server>(s->executor, so, s->routes);
    s->server->listen();
    s->tasks.spawn("lab: ari", s->session->run());
    s->tasks.spawn("lab: boxes", s->boxes.run());
    s->tasks.spawn("lab: metronome", s->network->run());
    s->tasks.spawn("lab: asterisk", s->node->watch());
    co_return result<void>{};
}

task<> service::stop(bool asterisk_too) {
    const auto s = state_;
    if (s->server) co_await s->server->stop(ms(500));
    if (s->network) s->network->stop();
    s->smsc.close();
    if (s->session) s->session->close();
    if (asterisk_too && s->node) co_await s->node->stop();
    s->tasks.cancel();
    co_await s->tasks.join(ms(2000));
}

}  // namespace zenix::lab
