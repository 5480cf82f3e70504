#include "sms/smpp_desk.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "sms/smpp/outgoing.hpp"

#include <algorithm>

namespace zenix::sms {
namespace {

namespace code = smpp::status;

/// As the client wrote it: with or without `+`, with its country's code.
std::optional<std::string> number_of(const smpp::address& a, const std::string& home) {
    const bool plain = !a.digits.starts_with('+');
    const auto typed = plain && a.ton == 1 ? "+" + a.digits : a.digits;
    auto n = phone::normalise(typed, home);
    if (!n && plain) n = phone::normalise("+" + a.digits, home);
    return n ? std::optional(n->e164) : std::nullopt;
}

bool wants_receipt(const smpp::message_body& asked) {
    return (asked.registered_delivery & 0x03) != 0;
}

}  // namespace

std::optional<text::message_state> receipt_for(status s) {
    switch (s) {
    case status::delivered: return text::message_state::delivered;
    case status::expired: return text::message_state::expired;
    case status::cancelled: return text::message_state::deleted;
    case status::failed: return text::message_state::undeliverable;
    case status::refused: return text::message_state::rejected;
    default: return std::nullopt;
    }
}

smpp_desk::smpp_desk(asio::any_io_executor ex, office& o, smpp::server_settings s)
    : office_(o), settings_(std::move(s)),
      server_(std::make_unique<smpp::server>(ex, settings_, *this)) {
    office_.client_state_of = [this](std::int64_t id) { return state_of(id); };
    office_.clients_changed = [this] {
        // Whoever was switched off or removed goes at once.
        std::set<std::int64_t> now_known;
        for (const auto& c : office_.clients())
            if (c.enabled) now_known.insert(c.id);
        for (const auto id : known_)
            if (!now_known.contains(id)) server_->drop(id);
        known_ = std::move(now_known);
    };
    office_.clients_changed();
}

smpp_desk::~smpp_desk() {
    office_.client_state_of = {};
    office_.clients_changed = {};
}

void smpp_desk::open(task_group& in) {
    server_->listen();
    in.spawn("smpp server", server_->run());
    in.spawn("smpp receipts", tell());
}

task<> smpp_desk::close() { co_await server_->close(ms(1000)); }
std::uint16_t smpp_desk::port() const { return server_->port(); }

const smpp_client* smpp_desk::client(std::int64_t id) const {
    for (const auto& c : office_.clients())
        if (c.id == id) return &c;
    return nullptr;
}

client_state smpp_desk::state_of(std::int64_t id) const {
    client_state s;
    s.listening_on = settings_.host + ":" + std::to_string(server_->port());
    for (const auto& one : server_->sessions())
        if (one.at("account_id").to_number<std::int64_t>() == id) ++s.binds;
    if (const auto n = throttled_.find(id); n != throttled_.end())
        s.throttled_unwritten = static_cast<std::int64_t>(n->second);
    if (const auto at = told_.find(id); at != told_.end()) {
        s.last_bind_at = at->second.last_bind_at;
        s.last_error = at->second.last_error;
    }
    return s;
}

task<std::variant<smpp::client_account, std::uint32_t>> smpp_desk::sign_in(
    std::string system_id, std::string password, std::string peer) {
    using answer = std::variant<smpp::client_account, std::uint32_t>;
    for (const auto& c : office_.clients()) {
        if (c.system_id != system_id) continue;
        auto& t = told_[c.id];
        const auto address = peer.substr(0, peer.rfind(':'));
        const bool from_here = c.allowed_from.empty() ||
                               std::any_of(c.allowed_from.begin(), c.allowed_from.end(),
                                   [&](const std::string& a) { return a == peer || a == address; });
        if (!c.enabled || !from_here) {
            t.last_error = c.enabled ? "bound from " + peer + ", which is not allowed" : "bound while switched off";
            co_return answer(std::uint32_t{code::bind_failed});
        }
        if (!password_fits(c.password_hash, password)) {
            t.last_error = "wrong password from " + peer;
            co_return answer(std::uint32_t{code::invalid_password});
        }
        t.last_bind_at = now();
        smpp::client_account a;
        a.id = c.id;
        a.binds_max = static_cast<std::size_t>(c.max_binds);
        a.asked_max = static_cast<std::size_t>(c.window);
        a.rate_per_s = static_cast<double>(c.rate_per_s);
        co_return answer(a);
    }
    co_return answer(std::uint32_t{code::invalid_system_id});
}

void smpp_desk::throttled(std::int64_t account_id, std::size_t n) { throttled_[account_id] += n; }

void smpp_desk::locked_out(std::string system_id, std::string peer) {
    log::warn("sms", "an SMPP client is locked out", {{"system_id", system_id}, {"peer", peer}});
    for (const auto& c : office_.clients())
        if (c.system_id == system_id) told_[c.id].last_error = "locked out after wrong passwords from " + peer;
}

/// A part of a longer text: the message is made when the last one is here, so that the gate, the
/// templates and the routes see the whole.
task<smpp::submit_answer> smpp_desk::take_part(
    smpp_client from, std::string to, smpp::incoming in, new_message m) {
    const auto part = *in.part;
    const auto tx = co_await office_.db().begin();
    co_await tx->run(
        "insert into sms_client_parts (message_id, client_id, sender, recipient, reference, total,"
        " number, body) values ($1::uuid, $2, $3, $4, $5, $6, $7, $8)",
        m.id, from.id, in.source.digits, to, static_cast<int>(part.reference),
        static_cast<int>(part.total), static_cast<int>(part.number), in.text);
    const auto have = co_await tx->run(
        "select string_agg(body, '' order by number) as text, count(*) as n, min(message_id::text) as first"
        " from (select distinct on (number) number, body, message_id from sms_client_parts"
        "   where client_id = $1 and sender = $2 and recipient = $3 and reference = $4 and total = $5"
        "   and whole is null and came_at > now() - interval '1 hour' order by number, came_at desc) p",
        from.id, in.source.digits, to, static_cast<int>(part.reference), static_cast<int>(part.total));
    smpp::submit_answer answer{code::ok, m.id};
    if (have.front().integer("n") == part.total) {
        auto whole = office_.of_client(from, to, have.front().text("text"));
        whole.due_at = m.due_at;
        whole.valid_until = m.valid_until;
        whole.sender = m.sender;
        whole.raw = m.raw;
        whole.client_told = m.client_told;
        co_await tx->run("update sms_client_parts set whole = $6::uuid where client_id = $1 and sender = $2"
                         " and recipient = $3 and reference = $4 and total = $5 and whole is null",
            from.id, in.source.digits, to, static_cast<int>(part.reference),
            static_cast<int>(part.total), whole.id);
        std::vector<new_message> one;
        one.push_back(std::move(whole));
        co_await insert_messages(*tx, std::move(one));
    }
    co_await tx->commit();
    office_.out().rouse();
    co_return answer;
}

task<std::vector<smpp::submit_answer>> smpp_desk::take(std::vector<smpp::submitted> batch) {
    std::vector<smpp::submit_answer> answers(batch.size());
    std::vector<new_message> whole;
    std::vector<std::size_t> parts;
    std::vector<new_message> part_rows;
    const auto at = office_.options().clock();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& in = batch[i].what;
        auto& a = answers[i];
        const auto* from = client(batch[i].account_id);
        if (from == nullptr || !from->enabled) continue;  // system_error
        const auto to = number_of(in.destination, office_.options().home_country);
        if (!to) {
            a.status = code::invalid_destination;
            continue;
        }
        // The gate judges words: what cannot be read cannot be sent.
        if (in.coding == text::coding::octets) {
            a.status = code::invalid_data_coding;
            continue;
        }
        if (characters_of(in.text) > text_max) {
            a.status = code::invalid_length;
            continue;
        }
        auto m = office_.of_client(*from, *to, in.text);
        if (!in.source.digits.empty()) m.sender = in.source.digits;
        if (const auto due = smpp::read_time(in.raw.schedule, at); due && *due > at) m.due_at = *due;
        if (const auto until = smpp::read_time(in.raw.validity, at)) m.valid_until = *until;
        const bool wants = wants_receipt(in.raw);
        m.client_told = !wants;
        if (wants)
            m.raw = json::object{{"receipt", in.raw.registered_delivery & 0x03},
                {"from", in.source.digits}, {"from_ton", in.source.ton}, {"from_npi", in.source.npi},
                {"to", in.destination.digits}, {"to_ton", in.destination.ton},
                {"to_npi", in.destination.npi}};
        if (in.part && in.part->total > 1) {
            parts.push_back(i);
            part_rows.push_back(std::move(m));
            continue;
        }
        a = {code::ok, m.id};
        whole.push_back(std::move(m));
    }
    if (!whole.empty()) co_await office_.accept(std::move(whole));
    for (std::size_t n = 0; n < parts.size(); ++n) {
        const auto i = parts[n];
        const auto* from = client(batch[i].account_id);
        if (from == nullptr) continue;
        const auto copy = *from;
        auto to = part_rows[n].phone_number;
        auto answer = co_await take_part(copy, std::move(to), std::move(batch[i].what), std::move(part_rows[n]));
        answers[i] = std::move(answer);
    }
    co_return answers;
}

task<std::variant<smpp::query_answer, std::uint32_t>> smpp_desk::query(
    std::int64_t account_id, std::string message_id) {
    using answer = std::variant<smpp::query_answer, std::uint32_t>;
    if (!is_uuid(message_id)) co_return answer(std::uint32_t{code::invalid_message_id});
    const auto found = co_await office_.db().run(
        "select status, done_at from sms_logs where client_id = $1 and id ="
        " coalesce((select whole from sms_client_parts where message_id = $2::uuid), $2::uuid)",
        account_id, message_id);
    if (found.empty()) co_return answer(std::uint32_t{code::invalid_message_id});
    const auto s = parse_status(found.front().text("status")).value_or(status::unknown);
    smpp::query_answer q;
    q.message_id = message_id;
    const auto state = receipt_for(s).value_or(s == status::unknown ? text::message_state::unknown
                                                                    : text::message_state::enroute);
    q.state = static_cast<std::uint8_t>(state);
    co_return answer(q);
}

task<std::uint32_t> smpp_desk::cancel(std::int64_t account_id, std::string message_id) {
    if (!is_uuid(message_id)) co_return code::invalid_message_id;
    const auto mine = co_await office_.db().run(
        "select from sms_logs where client_id = $1 and id = $2::uuid", account_id, message_id);
    if (mine.empty()) co_return code::invalid_message_id;
    const bool was = co_await office_.out().cancel(message_id);
    co_return was ? std::uint32_t{code::ok} : std::uint32_t{0x11};
}

void smpp_desk::listening(std::int64_t) {}

task<> smpp_desk::keep_throttled() {
    if (throttled_.empty()) co_return;
    std::vector<std::string> clients, counts;
    for (const auto& [id, n] : throttled_) {
        clients.push_back(std::to_string(id));
        counts.push_back(std::to_string(n));
    }
    const auto writing = std::exchange(throttled_, {});
    struct unless_written {
        std::map<std::int64_t, std::size_t>& to;
        const std::map<std::int64_t, std::size_t>& from;
        bool written = false;
        ~unless_written() {
            if (written) return;
            for (const auto& [id, n] : from) to[id] += n;
        }
    } back{throttled_, writing};
    co_await office_.db().run(
        "insert into smpp_client_throttles as t (client_id, hour, count)"
        " select k.id, date_trunc('hour', now()), k.n from unnest($1::bigint[], $2::bigint[]) k (id, n)"
        " where exists (select from smpp_clients c where c.id = k.id)"
        " on conflict (client_id, hour) do update set count = t.count + excluded.count",
        clients, counts);
    back.written = true;
}

task<> smpp_desk::tell() {
    for (;;) {
        std::size_t told = 0;
        try {
            co_await keep_throttled();
            told = co_await tell_some();
        } catch (const std::exception& e) {
            log::debug("sms", "receipts for SMPP clients wait", {{"why", e.what()}});
        }
        const bool slept = co_await sleep_for(told > 0 ? ms(5) : ms(300));
        if (!slept) co_return;
    }
}

task<std::size_t> smpp_desk::tell_some() {
    std::vector<std::string> listeners;
    for (const auto& c : office_.clients())
        if (server_->is_listening(c.id)) listeners.push_back(std::to_string(c.id));
    if (listeners.empty()) co_return 0;
    const auto found = co_await office_.db().run(
        "select m.id::text as id, m.client_id, m.status, m.error_code, m.raw, m.created_at,"
        " coalesce(m.done_at, m.updated_at) as done_at, p.list as parts from sms_logs m"
        " left join lateral (select array_agg(message_id::text order by number) as list"
        "   from sms_client_parts where whole = m.id) p on true"
        " where not m.client_told and m.client_id = any ($1::bigint[])"
        " and m.status in ('refused', 'delivered', 'failed', 'expired', 'cancelled')"
        " order by m.updated_at limit 200",
        listeners);
    struct letter {
        std::string id;
        std::int64_t client = 0;
        std::vector<smpp::message_body> bodies;
    };
    std::map<std::int64_t, std::vector<letter>> by_client;
    std::vector<std::string> done;
    for (const auto r : found) {
        const auto s = parse_status(r.text("status")).value_or(status::unknown);
        const auto state = receipt_for(s);
        const auto raw = r.json("raw");
        letter l{r.text("id"), r.integer("client_id"), {}};
        const bool only_failures = raw.is_object() && raw.at("receipt").to_number<int>() == 2;
        if (!state || !raw.is_object() || (only_failures && s == status::delivered)) {
            done.push_back(l.id);
            continue;
        }
        auto ids = r.null("parts") ? std::vector<std::string>{l.id} : r.texts("parts");
        for (const auto& id : ids) {
            text::receipt receipt;
            receipt.id = id;
            receipt.state = *state;
            receipt.error = s == status::delivered ? "000" : "001";
            receipt.submitted = 1;
            receipt.delivered = s == status::delivered ? 1 : 0;
            receipt.submitted_at = r.time("created_at");
            receipt.done_at = r.time("done_at");
            smpp::message_body b;
            const auto octet = [&](const char* name) {
                return static_cast<std::uint8_t>(raw.at(name).to_number<int>());
            };
            b.source = {octet("to_ton"), octet("to_npi"), std::string(raw.at("to").as_string())};
            b.destination = {octet("from_ton"), octet("from_npi"), std::string(raw.at("from").as_string())};
            b.esm_class = 0x04;
            b.text = text::write_receipt(receipt);
            b.tlvs.push_back({0x001E, id + '\0'});
            smpp::put_number(b.tlvs, 0x0427, static_cast<std::uint32_t>(*state), 1);
            l.bodies.push_back(std::move(b));
        }
        by_client[l.client].push_back(std::move(l));
    }
    for (auto& [id, letters] : by_client) {
        std::vector<smpp::message_body> bodies;
        for (auto& l : letters)
            for (auto& b : l.bodies) bodies.push_back(b);
        const auto taken = co_await server_->deliver(id, std::move(bodies));
        std::size_t at = 0;
        for (const auto& l : letters) {
            bool all = true;
            for (std::size_t n = 0; n < l.bodies.size(); ++n, ++at) all = all && at < taken.size() && taken[at];
            if (all) done.push_back(l.id);
        }
    }
    if (!done.empty())
        co_await office_.db().run(
            "update sms_logs set client_told = true where id = any ($1::uuid[])", done);
    co_return done.size();
}

}  // namespace zenix::sms
