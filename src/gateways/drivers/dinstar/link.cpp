#include "gateways/drivers/dinstar/link.hpp"

#include "base/log.hpp"
#include "gateways/drivers/read_json.hpp"
#include "net/encoding.hpp"

#include <algorithm>
#include <ctime>

namespace zenix::gateways::drivers::dinstar {

namespace {

/// `Date` of RFC 9110 §5.6.7, the form all servers write.
std::optional<sys_ms> read_http_date(const net::response& r) {
    for (const auto& [name, value] : r.headers) {
        if (!net::equal_without_case(name, "Date")) continue;
        std::tm t{};
        if (::strptime(value.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &t) == nullptr)
            return std::nullopt;
        return sys_ms(std::chrono::seconds(::timegm(&t)));
    }
    return std::nullopt;
}

}  // namespace

task<result<json::value>> link::ask(std::string method, std::string target, std::string body) {
    auto got = co_await web_.ask(std::move(method), std::move(target), std::move(body));
    if (!got) co_return got.error();
    if (const auto its = read_http_date(got.value())) clock.date(*its, now());
    auto answer = read_answer(got.value().status, got.value().body);
    if (!answer) co_return answer;
    const auto sn = words(answer.value(), "sn");
    if (!sn.empty()) serial_ = sn;
    co_return answer;
}

task<result<json::value>> link::get(std::string path, query q) {
    char before = '?';
    for (const auto& [name, value] : q) {
        path += before + name + '=' + net::percent_encode(value);
        before = '&';
    }
    co_return co_await ask("GET", std::move(path), {});
}

task<result<json::value>> link::post(std::string path, std::string body) {
    co_return co_await ask("POST", std::move(path), std::move(body));
}

void link::wonder(const std::vector<std::string>& unknown) {
    for (const auto& u : unknown) {
        if (wondered_.size() >= 100 || std::ranges::count(wondered_, u) > 0) continue;
        wondered_.push_back(u);
        log::warn("gateways", "a box says what we do not know", {{"box", box_id_}, {"said", u}});
    }
}

task<result<json::value>> ask_any(link& of, std::string name, std::vector<spelling> ways) {
    const auto known = of.dialect.find(name);
    std::size_t first = known == of.dialect.end() ? 0 : known->second;
    result<json::value> last = failure{"unsupported", name + ": the box knows no spelling of it"};
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const std::size_t turn = (first + i) % ways.size();
        auto& w = ways[turn];
        auto got = w.by_post ? of.post(w.path, w.body) : of.get(w.path, w.q);
        last = co_await std::move(got);
        if (last) {
            of.dialect[name] = turn;
            co_return last;
        }
        // Only these three say that the question was not understood.
        const auto& why = last.error();
        const bool not_understood = why.code == "method" || why.code == "unsupported" ||
                                    (why.code == "rejected" && why.status == 400);
        if (!not_understood) co_return last;
    }
    if (last.error().code == "method") co_return failure{"unsupported", last.error().detail};
    co_return last;
}

}  // namespace zenix::gateways::drivers::dinstar
