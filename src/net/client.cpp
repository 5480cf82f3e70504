#include "net/client.hpp"

#include "net/exchange.hpp"
#include "net/in_time.hpp"
#include "net/ws_link.hpp"

namespace zenix::net {

namespace {

constexpr std::size_t answer_bytes = 64 * 1024 * 1024;
constexpr std::size_t message_bytes =
    16 * 1024 * 1024;  ///< we chose the peer; its lists may be long

task<result<response>> exchange(std::string method, url to, std::string body, header_list headers) {
    auto opened = co_await dial(to);
    if (!opened) co_return opened.error();
    const auto on = std::move(opened).value();
    question ask{
        std::move(method), std::move(to), std::move(body), std::move(headers), false, answer_bytes};
    auto got = co_await converse(*on, std::move(ask));
    on->cut();
    if (got) co_return std::move(got).value().answer;
    if (got.error().code == "stale") co_return failure{"closed", got.error().detail};
    co_return got.error();
}

task<result<std::shared_ptr<websocket>>> connect_and_upgrade(
    url to, header_list headers, std::string subprotocol) {
    auto opened = co_await dial(to);
    if (!opened) co_return opened.error();
    ws_limits limits;
    limits.incoming_bytes = message_bytes;
    auto upgraded = co_await open_websocket(std::move(opened).value(), host_header(to), to.target,
        std::move(headers), std::move(subprotocol), limits);
    if (!upgraded) co_return upgraded.error();
    co_return upgraded.value().socket;
}

}  // namespace

task<result<response>> fetch(
    std::string method, std::string address, std::string body, header_list headers, ms deadline) {
    const auto to = parse_url(address);
    if (!to || to->scheme.starts_with("ws"))
        co_return failure{"protocol", "not an address of http or https: " + address};
    co_return co_await in_time(
        exchange(std::move(method), *to, std::move(body), std::move(headers)), deadline);
}

task<result<std::shared_ptr<websocket>>> connect_websocket(
    std::string address, header_list headers, std::string subprotocol, ms deadline) {
    const auto to = parse_url(address);
    if (!to || to->scheme.starts_with("http"))
        co_return failure{"protocol", "not an address of ws or wss: " + address};
    co_return co_await in_time(
        connect_and_upgrade(*to, std::move(headers), std::move(subprotocol)), deadline);
}

}  // namespace zenix::net
