#include "gateways/box_record.hpp"

#include "base/problem.hpp"
#include "base/zone.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>

namespace zenix::gateways {
namespace {

constexpr std::string_view seal_purpose = "gateway-passwords";
/// An address of a box taken apart; the host without the brackets of IPv6.
struct origin {
    std::string_view scheme, host;
    std::optional<int> port;
};

bool host_sign(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:").find(c) != std::string_view::npos;
}

std::optional<origin> take_apart(std::string_view text) {
    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    origin o;
    o.scheme = text.substr(0, colon);
    auto rest = text.substr(colon + 3);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    std::string_view port;
    if (rest.starts_with('[')) {
        const auto close = rest.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        o.host = rest.substr(1, close - 1);
        port = rest.substr(close + 1);
    } else {
        o.host = rest.substr(0, rest.find(':'));
        port = rest.substr(o.host.size());
    }
    if (o.host.empty() || !std::all_of(o.host.begin(), o.host.end(), host_sign))
        return std::nullopt;
    if (port.empty()) return o;
    int value = 0;
    const auto* begin = port.data() + 1;
    const auto [end, fault] = std::from_chars(begin, port.data() + port.size(), value);
    if (port.front() != ':' || fault != std::errc{} || end != port.data() + port.size() ||
        value < 1 || value > 65535)
        return std::nullopt;
    o.port = value;
    return o;
}

std::string read_url(fields& in) {
    auto text = in.text("url", {1, 300});
    const auto o = take_apart(text);
    if (!o || (o->scheme != "http" && o->scheme != "https" && o->scheme != "tcp"))
        throw invalid_field(in.path("url"),
            "Scheme, host and port only, as http://192.0.2.7, https://box.example or"
            " tcp://192.0.2.8:5038; user and password have their own fields.");
    if (o->scheme == "tcp" && !o->port)
        throw invalid_field(in.path("url"), "A tcp:// address needs its port, as :5038.");
    if (text.ends_with('/')) text.pop_back();
    return text;
}

std::optional<boost::asio::ip::address> address_of(std::string_view text) {
    boost::system::error_code fault;
    const auto a = boost::asio::ip::make_address(std::string(text), fault);
    if (fault) return std::nullopt;
    if (a.is_v6() && a.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, a.to_v6());
    return a;
}

std::vector<std::string> read_sources(fields& in) {
    auto list = in.maybe_texts("push_from").value_or(std::vector<std::string>{});
    if (list.size() > 8) throw invalid_field(in.path("push_from"), "At most 8 addresses.");
    for (const auto& one : list)
        if (!address_of(one))
            throw invalid_field(in.path("push_from"), "IP addresses, as 192.0.2.7.");
    return list;
}

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
        [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

}  // namespace

box_wish read_box(
    fields in, const secret::master_key& key, const std::vector<std::string>& drivers_known) {
    box_wish w;
    auto& b = w.wanted;
    b.trunk_id = in.integer("trunk_id", {.min = 1});
    b.driver = in.text("driver", {1, 40});
    if (std::find(drivers_known.begin(), drivers_known.end(), b.driver) == drivers_known.end()) {
        std::string known;
        for (const auto& d : drivers_known) known += (known.empty() ? "" : ", ") + d;
        throw invalid_field(in.path("driver"), "Drivers are: " + known + ".");
    }
    b.url = read_url(in);
    b.username = in.maybe_text("username", {1, 64});
    if (b.username && !plain(*b.username))
        throw invalid_field(in.path("username"), "No control characters.");
    w.keeps_password = !in.has("password");
    if (const auto password = in.maybe_text("password", {1, 128})) {
        if (!plain(*password)) throw invalid_field(in.path("password"), "No control characters.");
        b.password_sealed = key.seal(seal_purpose, *password);
    }
    b.zone = in.maybe_text("zone", {1, 64}).value_or("UTC");
    if (!is_zone(b.zone))
        throw invalid_field(in.path("zone"), "An IANA time zone, as Asia/Kolkata.");
    b.poll_interval_ms =
        in.maybe_integer("poll_interval_ms", {1'000, 3'600'000}).value_or(b.poll_interval_ms);
    b.patience_ms = in.maybe_integer("patience_ms", {500, 60'000}).value_or(b.patience_ms);
    b.accept_any_certificate = in.maybe_flag("accept_any_certificate").value_or(false);
    b.push_from = read_sources(in);
    in.done();
    return w;
}

drivers::settings settings_of(const box_record& b, int ports, const secret::master_key& key) {
    drivers::settings s;
    s.box_id = b.id;
    s.driver = b.driver;
    s.url = b.url;
    s.username = b.username.value_or("");
    if (!b.password_sealed.empty())
        s.password = key.open(seal_purpose, b.password_sealed).value_or("");
    s.zone = b.zone;
    s.ports = ports;
    s.patience = ms(b.patience_ms);
    s.accept_any_certificate = b.accept_any_certificate;
    return s;
}

std::string host_of(const box_record& b) {
    const auto o = take_apart(b.url);
    return o ? std::string(o->host) : std::string();
}

bool may_push(const box_record& b, std::string_view source_ip, std::string_view given) {
    const auto from = address_of(source_ip);
    if (!from || b.push_secret_hash.empty()) return false;
    bool known = address_of(host_of(b)) == from;
    for (const auto& one : b.push_from) known = known || address_of(one) == from;
    return secret::equal(secret::sha256_hex(given), b.push_secret_hash) && known;
}

}  // namespace zenix::gateways
