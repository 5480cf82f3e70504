#include "lab/gateways/sip/side.hpp"

#include "base/task_group.hpp"
#include "lab/gateways/dice.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>

#include <array>
#include <string>
#include <utility>

namespace zenix::lab {
namespace {

using udp = asio::ip::udp;
using error_code = boost::system::error_code;
constexpr std::size_t datagram_max = 65'535;
constexpr std::size_t late_max = 2000;  // datagrams that wait for their delay

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

udp::endpoint endpoint_of(const sip_address& a) {
    error_code bad;
    const auto host = asio::ip::make_address(a.host == "localhost" ? "127.0.0.1" : a.host, bad);
    return bad ? udp::endpoint() : udp::endpoint(host, a.port);
}

bool bind(udp::socket& s, std::uint16_t port) {
    error_code ec;
    s.open(udp::v4(), ec);
    if (!ec) s.bind({asio::ip::address_v4::loopback(), port}, ec);
    if (ec) s.close();
    return !ec;
}

}  // namespace

struct sip_side::core {
    explicit core(asio::any_io_executor e) : ex(std::move(e)), outer(ex), inner(ex) {}

    asio::any_io_executor ex;
    udp::socket outer, inner;
    std::uint16_t outer_port = 0, inner_port = 0;
    udp::endpoint asterisk, target, last_peer;
    sip_faults faults;
    std::unique_ptr<task_group> tasks;
    std::uint64_t passed = 0;
    std::size_t late = 0;

    /// `outward`: what the lab's Asterisk says to the world.
    static task<> pump(std::shared_ptr<core> self, bool outward) {
        std::string piece(datagram_max, '\0');
        auto& from = outward ? self->inner : self->outer;
        error_code ec;
        while (from.is_open()) {
            udp::endpoint who;
            const auto n = co_await from.async_receive_from(asio::buffer(piece), who, into(ec));
            if (!self->tasks || ec == asio::error::operation_aborted) co_return;
            if (ec) continue;  // a peer that is not there: ICMP comes back as an error
            if (self->faults.dead) continue;
            const auto dice = throw_dice(self->outer_port, ++self->passed, 1, 100);
            if (dice <= self->faults.drop_percent) continue;
            if (!outward) self->last_peer = who;
            std::string bytes(piece.data(), n);
            if (self->faults.delay_ms > 0 && self->late < late_max)
                self->tasks->spawn("lab: late sip", pass_late(self, outward, std::move(bytes)));
            else if (self->faults.delay_ms <= 0)
                self->pass(outward, bytes);
        }
    }

    static task<> pass_late(std::shared_ptr<core> self, bool outward, std::string bytes) {
        ++self->late;
        (void)co_await sleep_for(ms(self->faults.delay_ms));
        --self->late;
        self->pass(outward, bytes);
    }

    /// An answer goes where the question came from, a request where the box sends its calls.
    void pass(bool outward, const std::string& bytes) {
        const bool answer = bytes.starts_with("SIP/2.0 ");
        const auto& to = !outward ? asterisk : answer ? last_peer : target;
        if (to.port() == 0) return;
        error_code lost;
        (outward ? outer : inner).send_to(asio::buffer(bytes), to, 0, lost);
    }
};

sip_side::sip_side(asio::any_io_executor ex) : core_(std::make_shared<core>(std::move(ex))) {}
sip_side::~sip_side() { close(); }

bool sip_side::is_open() const { return core_->tasks != nullptr; }
std::uint16_t sip_side::port() const { return core_->outer_port; }
std::uint16_t sip_side::inner() const { return core_->inner_port; }
const sip_faults& sip_side::faults() const { return core_->faults; }
void sip_side::set_faults(sip_faults f) { core_->faults = f; }
void sip_side::set_asterisk(sip_address lab) { core_->asterisk = endpoint_of(lab); }
void sip_side::set_target(sip_address main) { core_->target = endpoint_of(main); }

void sip_side::open(std::uint16_t wanted) {
    if (is_open()) return;
    auto& c = *core_;
    if (c.outer_port == 0) c.outer_port = wanted;
    if (!bind(c.outer, c.outer_port)) bind(c.outer, 0);
    if (!bind(c.inner, c.inner_port)) bind(c.inner, 0);
    c.outer_port = c.outer.local_endpoint().port();
    c.inner_port = c.inner.local_endpoint().port();
    c.tasks = std::make_unique<task_group>(c.ex);
    c.tasks->spawn("lab: sip in", core::pump(core_, false));
    c.tasks->spawn("lab: sip out", core::pump(core_, true));
}

void sip_side::close() {
    if (!is_open()) return;
    error_code ignored;
    core_->outer.close(ignored);
    core_->inner.close(ignored);
    core_->tasks.reset();
}

}  // namespace zenix::lab
