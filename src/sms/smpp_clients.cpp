#include "sms/smpp_clients.hpp"

#include "base/problem.hpp"
#include "base/secret.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace zenix::sms {

json::object to_json(const smpp_client& c) {
    json::array from;
    for (const auto& a : c.allowed_from) from.emplace_back(a);
    return {{"id", c.id}, {"name", c.name}, {"system_id", c.system_id}, {"enabled", c.enabled},
        {"max_binds", c.max_binds}, {"window", c.window}, {"rate_per_s", c.rate_per_s},
        {"allowed_from", std::move(from)}, {"purpose", c.purpose}, {"priority", c.priority},
        {"sender", opt(c.sender)}};
}

std::string hash_password(const std::string& password, const std::string& salt) {
    return salt + "$" + secret::sha256_hex(salt + ":" + password);
}

bool password_fits(const std::string& stored, const std::string& given) {
    return secret::equal(stored, hash_password(given, stored.substr(0, stored.find('$'))));
}

smpp_client read_client(fields in, const smpp_client* before) {
    smpp_client c;
    if (before) {
        c.id = before->id;
        c.password_hash = before->password_hash;
    }
    c.name = in.text("name", {1, 60});
    c.system_id = in.text("system_id", {1, 15});
    const bool plain = std::all_of(c.system_id.begin(), c.system_id.end(), [](char ch) {
        return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
               ch == '.' || ch == '_' || ch == '-';
    });
    if (!plain) throw invalid_field("system_id", "Must be letters, digits, dot, _ and -.");
    if (const auto password = in.maybe_text("password", {4, 8}))
        c.password_hash = hash_password(*password, secret::random_token(9));
    c.enabled = in.maybe_flag("enabled").value_or(true);
    c.max_binds = in.maybe_integer("max_binds", {.min = 1, .max = 50}).value_or(2);
    c.window = in.maybe_integer("window", {.min = 1, .max = 1000}).value_or(50);
    c.rate_per_s = in.maybe_integer("rate_per_s", {.min = 1, .max = 100000}).value_or(100);
    c.allowed_from = in.maybe_texts("allowed_from").value_or(std::vector<std::string>{});
    if (c.allowed_from.size() > 20) throw invalid_field("allowed_from", "At most 20 addresses.");
    for (const auto& a : c.allowed_from) {
        boost::system::error_code wrong;
        (void)boost::asio::ip::make_address(a, wrong);
        if (wrong) throw invalid_field("allowed_from", "Must be IP addresses, as 10.0.0.7.");
    }
    c.purpose =
        in.maybe_choice("purpose", {"recovery", "service", "promotion"}).value_or("service");
    c.priority = in.maybe_choice("priority", {"urgent", "normal", "bulk"}).value_or("normal");
    c.sender = in.maybe_text("sender", {1, 20});
    in.done();
    if (c.password_hash.empty())
        throw invalid_field("password", "A new client needs a password of 4 to 8 characters.");
    return c;
}

task<std::vector<smpp_client>> load_clients(pg::executor& db) {
    const auto found = co_await db.run(
        "select id, name, system_id, password_hash, enabled, max_binds, send_window, rate_per_s,"
        " allowed_from, purpose, priority, sender from smpp_clients order by name, id");
    std::vector<smpp_client> out;
    for (const auto r : found)
        out.push_back({r.integer("id"), r.text("name"), r.text("system_id"), r.text("password_hash"),
            r.flag("enabled"), r.integer("max_binds"), r.integer("send_window"),
            r.integer("rate_per_s"), r.texts("allowed_from"), r.text("purpose"), r.text("priority"),
            r.maybe_text("sender")});
    co_return out;
}

task<std::int64_t> store_client(pg::executor& tx, smpp_client c) {
    const auto taken = co_await tx.run(
        "select from smpp_clients where system_id = $1 and id <> $2", c.system_id, c.id);
    if (!taken.empty()) throw conflict("system_id_taken", "Another client has this system_id.");
    if (c.id == 0) {
        const auto made = co_await tx.run(
            "insert into smpp_clients (name, system_id, password_hash, enabled, max_binds,"
            " send_window, rate_per_s, allowed_from, purpose, priority, sender)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
            c.name, c.system_id, c.password_hash, c.enabled, c.max_binds, c.window, c.rate_per_s,
            c.allowed_from, c.purpose, c.priority, c.sender);
        co_return made.front().integer("id");
    }
    co_await tx.run("update smpp_clients set name = $2, system_id = $3, password_hash = $4,"
                    " enabled = $5, max_binds = $6, send_window = $7, rate_per_s = $8,"
                    " allowed_from = $9, purpose = $10, priority = $11, sender = $12,"
                    " updated_at = now() where id = $1",
        c.id, c.name, c.system_id, c.password_hash, c.enabled, c.max_binds, c.window, c.rate_per_s,
        c.allowed_from, c.purpose, c.priority, c.sender);
    co_return c.id;
}

}  // namespace zenix::sms
