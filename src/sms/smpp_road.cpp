#include "sms/smpp_road.hpp"

#include "base/log.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

using std::chrono::seconds;

std::string word(const json::object& s, std::string_view name) {
    return std::string(s.at(name).as_string());
}
std::int64_t number(const json::object& s, std::string_view name) {
    return s.at(name).to_number<std::int64_t>();
}
std::uint16_t tag(const json::object& s, std::string_view name) {
    const auto& v = s.at(name);
    return v.is_null() ? std::uint16_t{0} : static_cast<std::uint16_t>(v.to_number<std::int64_t>());
}

text::id_base base_of(const std::string& name) {
    if (name == "decimal") return text::id_base::decimal;
    return name == "hexadecimal" ? text::id_base::hexadecimal : text::id_base::as_is;
}
text::default_alphabet alphabet_of(const std::string& name) {
    if (name == "latin1") return text::default_alphabet::latin1;
    return name == "ascii" ? text::default_alphabet::ascii : text::default_alphabet::gsm;
}
text::joining joining_of(const std::string& name) {
    if (name == "udh16") return text::joining::udh16;
    if (name == "sar") return text::joining::sar;
    return name == "payload" ? text::joining::payload : text::joining::udh8;
}

part_fate fate_of(smpp::verdict v) {
    switch (v) {
    case smpp::verdict::accepted: return part_fate::accepted;
    case smpp::verdict::temporary: return part_fate::refused_for_now;
    case smpp::verdict::permanent: return part_fate::refused;
    case smpp::verdict::unknown: return part_fate::unknown;
    }
    return part_fate::unknown;
}

text::id_rule id_rule_of(const smsc_account& a) {
    const auto& s = a.settings;
    text::id_rule r;
    r.in_response = base_of(word(s, "id_in_response"));
    r.in_receipt = base_of(word(s, "id_in_receipt"));
    r.strip_zeros = s.at("strip_zeros").as_bool();
    r.fold_case = s.at("fold_case").as_bool();
    return r;
}

}  // namespace

receipt_state state_of(const text::receipt& r) {
    using text::message_state;
    switch (r.state) {
    case message_state::delivered: return receipt_state::delivered;
    case message_state::expired: return receipt_state::expired;
    case message_state::deleted:
    case message_state::undeliverable:
    case message_state::rejected:
    case message_state::skipped: return receipt_state::failed;
    case message_state::scheduled:
    case message_state::enroute:
    case message_state::accepted: return receipt_state::under_way;
    case message_state::unknown: return receipt_state::unknown;
    }
    return receipt_state::unknown;
}

smpp::client_settings client_settings_of(const smsc_account& a, const std::string& password) {
    const auto& s = a.settings;
    smpp::client_settings c;
    c.name = a.name;
    c.host = word(s, "host");
    c.port = static_cast<std::uint16_t>(number(s, "port"));
    c.tls.on = s.at("tls").as_bool();
    if (s.at("tls_ca").is_string()) c.tls.ca = word(s, "tls_ca");
    if (s.at("tls_pin").is_string()) c.tls.pin = word(s, "tls_pin");
    c.identity.system_id = word(s, "system_id");
    c.identity.password = password;
    c.identity.system_type = word(s, "system_type");
    c.binds = static_cast<int>(number(s, "binds"));
    c.separate = word(s, "mode") == "transmitter_receiver";
    c.window = static_cast<std::size_t>(number(s, "window"));
    c.rate_per_s = static_cast<double>(number(s, "rate_per_s"));
    c.response_timeout = seconds(number(s, "response_timeout_s"));
    c.enquire_every = seconds(number(s, "enquire_link_s"));
    c.reading.alphabet = alphabet_of(word(s, "alphabet"));
    // What is taken on is unknown after a crash, so no more than keeps the binds busy.
    c.queue_max = std::clamp<std::size_t>(2 * c.window * static_cast<std::size_t>(c.binds), 20, 2000);
    if (c.rate_per_s > 0)
        c.queue_max = std::min(c.queue_max, std::max<std::size_t>(10, static_cast<std::size_t>(c.rate_per_s * 5)));
    return c;
}

smpp::writing_rules writing_rules_of(const smsc_account& a) {
    const auto& s = a.settings;
    smpp::writing_rules w;
    w.split.join = joining_of(word(s, "joining"));
    w.split.alphabet = alphabet_of(word(s, "alphabet"));
    for (const auto& one : s.at("languages").as_array())
        if (const auto l = text::language_named(std::string(one.as_string())))
            w.split.languages.push_back(*l);
    w.service_type = word(s, "service_type");
    w.source_ton = static_cast<std::uint8_t>(number(s, "source_ton"));
    w.source_npi = static_cast<std::uint8_t>(number(s, "source_npi"));
    w.dest_ton = static_cast<std::uint8_t>(number(s, "dest_ton"));
    w.dest_npi = static_cast<std::uint8_t>(number(s, "dest_npi"));
    w.dlt_entity_tag = tag(s, "dlt_entity_tag");
    w.dlt_template_tag = tag(s, "dlt_template_tag");
    w.dlt_hash_tag = tag(s, "dlt_hash_tag");
    for (const auto& one : s.at("telemarketers").as_array())
        w.telemarketers.emplace_back(one.as_string());
    return w;
}

smpp_road::smpp_road(
    asio::any_io_executor ex, const smsc_account& a, const std::string& password, road_ears ears)
    : id_(a.id), name_(a.name), writing_(writing_rules_of(a)), ids_(id_rule_of(a)),
      ears_(std::move(ears)), tasks_(ex),
      client_(std::make_unique<smpp::client>(ex, client_settings_of(a, password), *this)) {
    tasks_.spawn("smpp " + name_, client_->run());
}

smpp_road::~smpp_road() = default;

bool smpp_road::up() const { return client_->up(); }

std::size_t smpp_road::room() const {
    return client_->room();
}

std::uint16_t smpp_road::next_reference(const std::string& to) {
    if (references_.size() > 50'000) references_.clear();
    return ++references_[to];
}

task<std::vector<part_answer>> smpp_road::send(compliance::permit pass, order o) {
    const auto spent = std::move(pass);  // Here it leaves.
    smpp::outgoing_text t;
    t.from = o.sender.value_or("");
    t.to = spent.e164();
    t.text = std::move(o.text);
    t.dlt_entity_id = o.dlt_entity_id.value_or("");
    t.dlt_template_id = o.dlt_template_id.value_or("");
    t.valid_until = o.valid_until;
    t.priority = o.priority == 0 ? 3 : o.priority == 1 ? 1 : 0;
    auto bodies = smpp::write_text(t, writing_, next_reference(t.to), now());
    std::vector<smpp::submission> parts;
    parts.reserve(bodies.size());
    for (auto& b : bodies) parts.push_back({o.message_id, std::move(b)});
    const auto results = co_await client_->submit(std::move(parts));
    std::vector<part_answer> out;
    int n = 0;
    for (const auto& r : results) {
        part_answer a;
        a.number = ++n;
        a.fate = fate_of(r.fate);
        if (a.fate == part_fate::accepted) {
            a.peer_id = to_utf8(text::response_key(r.message_id, ids_));
            a.peer_written = to_utf8(r.message_id);
        } else {
            a.code = r.status != 0 ? fmt::format("0x{:08x}", r.status) : "unknown";
            a.text = r.why.empty() ? "no answer came; it may have been taken" : r.why;
        }
        out.push_back(std::move(a));
    }
    co_return out;
}

task<result<receipt_state>> smpp_road::query(std::string written, std::string sender) {
    const auto got = co_await client_->query(
        std::move(written), {writing_.source_ton, writing_.source_npi, std::move(sender)});
    if (!got) co_return got.error();
    text::receipt r;
    r.state = static_cast<text::message_state>(std::min<std::uint8_t>(got.value().state, 9));
    co_return state_of(r);
}

json::object smpp_road::status() const {
    auto s = client_->status();
    json::object out;
    for (const auto* name :
        {"state", "detail", "binds", "in_flight", "window", "last_error", "last_error_at"})
        if (const auto* v = s.if_contains(name)) out[name] = *v;
    return out;
}

json::array smpp_road::last_pdus() const { return client_->last_pdus(); }

void smpp_road::changed() {
    if (ears_.changed) ears_.changed();
}

task<> smpp_road::close() {
    co_await client_->close(ms(1000));
    tasks_.cancel();
    co_await tasks_.join(ms(1000));
}

namespace {

task<> take_one(road_ears ears, std::int64_t account, std::string name, text::id_rule ids,
    smpp::incoming in, std::shared_ptr<std::vector<char>> taken, std::size_t place) {
    if (in.receipt) {
        if (!in.intermediate) {
            receipt_news n;
            n.account_id = account;
            n.peer_id = to_utf8(text::receipt_key(in.receipt->id, ids));
            n.state = state_of(*in.receipt);
            n.error = to_utf8(in.receipt->error.substr(0, 40));
            n.at = now();
            co_await ears.receipt(std::move(n));
        }
    } else {
        inbound_text t;
        t.source = fmt::format("account:{}", account);
        t.from = in.source.digits;
        if (in.source.ton == 1 && !t.from.starts_with('+')) t.from.insert(0, 1, '+');
        t.to = in.destination.digits;
        t.text = in.coding == text::coding::octets ? to_utf8(in.text) : std::move(in.text);
        t.at = now();
        t.account_id = account;
        t.route_name = std::move(name);
        if (in.part) {
            t.reference = in.part->reference;
            t.number = in.part->number;
            t.total = in.part->total;
        }
        co_await ears.text(std::move(t));
    }
    (*taken)[place] = 1;
}

}  // namespace

task<std::vector<bool>> smpp_road::take(std::vector<smpp::incoming> batch) {
    // Side by side, so that receipts share a commit. One that is not kept is delivered again.
    const auto taken = std::make_shared<std::vector<char>>(batch.size(), 0);
    task_group group(tasks_.executor());
    for (std::size_t i = 0; i < batch.size(); ++i)
        group.spawn("take", take_one(ears_, id_, name_, ids_, std::move(batch[i]), taken, i));
    co_await group.join(ms(25'000));
    std::vector<bool> out(taken->begin(), taken->end());
    co_return out;
}

}  // namespace zenix::sms
