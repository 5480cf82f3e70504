// What is wrong with settings that are well-formed: values that would let the start fail later, or the
// server run and not be reached.
#include "app/config.hpp"
#include "base/phone.hpp"
#include "net/client.hpp"
#include "watch/nut_codec.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace zenix::app {
namespace {

namespace fs = std::filesystem;
namespace ip = asio::ip;

bool is_address(const std::string& text) {
    boost::system::error_code none;
    (void)ip::make_address(text, none);
    return !none;
}

/// `10.0.0.0/8`, or an address alone.
bool is_network(const std::string& text) {
    boost::system::error_code no_v4, no_v6;
    (void)ip::make_network_v4(text, no_v4);
    (void)ip::make_network_v6(text, no_v6);
    return !no_v4 || !no_v6 || is_address(text);
}

bool is_ice_server(const std::string& text) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"stun:", "stuns:", "turn:", "turns:"},
        [&](auto scheme) { return text.starts_with(scheme) && text.size() > scheme.size(); });
}

/// Scheme, host and port, and nothing behind them: `https://calls.example.org`.
bool is_origin(const std::string& text) {
    const auto u = net::parse_url(text);
    return u && (u->scheme == "https" || u->scheme == "http") && !u->host.empty() &&
           text.find('/', u->scheme.size() + 3) == std::string::npos;
}

/// As libpq takes it: a URL, or `host=… dbname=…`.
bool is_database(const std::string& text) {
    return text.starts_with("postgresql://") || text.starts_with("postgres://") ||
           text.find('=') != std::string::npos;
}

bool is_country(const std::string& text) {
    return text.size() == 2 && phone::default_zone(text) != "UTC";
}

}  // namespace

std::vector<std::string> check(const config& c) {
    std::vector<std::string> wrong;
    const auto must = [&wrong](bool fine, const char* setting, const std::string& value,
                          const char* what) {
        if (!fine) wrong.push_back(fmt::format("{}: '{}' must be {}", setting, value, what));
    };
    must(
        c.data_dir.starts_with('/'), "data_dir", c.data_dir, "an absolute path, as /var/lib/zenix");
    must(!c.run_as.empty(), "run_as", c.run_as,
        "the user whom zenix becomes when root starts it, as zenix");
    must(is_country(c.home_country), "home_country", c.home_country,
        "a country as two capital letters, as IN");
    if (!c.master_key_file.empty() && c.master_key_file.starts_with(c.data_dir + '/'))
        wrong.emplace_back(
            "master_key_file: must lie outside data_dir, or a stolen disk carries both "
            "recordings and key");

    for (const auto& ups : c.watch_ups)
        must(watch::read_nut_address(ups).has_value(), "watch.ups", ups,
            "the name NUT gives the UPS and where its upsd is, as apc@127.0.0.1:3493");
    must(c.http_host == "localhost" || is_address(c.http_host), "http.host", c.http_host,
        "an IP address of this machine, as 127.0.0.1, or 0.0.0.0 for all");
    must(c.smpp_host.empty() || is_address(c.smpp_host), "smpp.host", c.smpp_host,
        "an IP address of this machine, as 127.0.0.1; left out, the SMPP server is off");
    for (const auto& proxy : c.trusted_proxies)
        must(is_address(proxy), "http.trusted_proxies", proxy,
            "the IP address of a proxy, as 10.0.0.2");
    must(c.public_origin.empty() || is_origin(c.public_origin), "http.public_origin",
        c.public_origin,
        "what the browser's address begins with and no more, as https://calls.example.org");
    if (c.tls_certificate_file.empty() != c.tls_key_file.empty())
        wrong.emplace_back("http.tls_certificate_file and http.tls_key_file: set both, or none");
    for (const auto& [name, file] : {std::pair("http.tls_certificate_file", c.tls_certificate_file),
             std::pair("http.tls_key_file", c.tls_key_file)})
        if (!file.empty() && !fs::is_regular_file(file))
            wrong.push_back(fmt::format("{}: there is no file {}", name, file));

    if (!c.database_url.empty() &&
        !is_database(c.database_url))  // Not shown: it may hold a password.
        wrong.emplace_back(
            "database.url: must be as postgresql://user@host/database; leave it out for a "
            "private PostgreSQL");
    must(c.asterisk_path.empty() || fs::exists(c.asterisk_path), "asterisk.path", c.asterisk_path,
        "a program or folder that is there; leave it out to have it looked for");
    must(is_address(c.sip_bind), "asterisk.sip_bind", c.sip_bind,
        "an IP address of this machine, as 10.0.0.5, or 0.0.0.0 for all");
    must(c.external_address.empty() || is_address(c.external_address), "asterisk.external_address",
        c.external_address, "the IP address by which others reach this machine, as 198.51.100.4");
    for (const auto& net : c.local_nets)
        must(is_network(net), "asterisk.local_nets", net, "a network, as 10.0.0.0/8");
    if (c.phone_codecs.empty())
        wrong.emplace_back("asterisk.phone_codecs: must name at least one of ulaw, alaw, opus");
    for (const auto& codec : c.phone_codecs)
        must(codec == "ulaw" || codec == "alaw" || codec == "opus", "asterisk.phone_codecs", codec,
            "one of ulaw, alaw, opus");
    for (const auto& server : c.ice_servers)
        must(
            is_ice_server(server), "asterisk.ice_servers", server, "as stun:stun.example.org:3478");

    must(c.recording_spool.empty() || c.recording_spool.starts_with('/'), "recording.spool",
        c.recording_spool, "an absolute path in memory (tmpfs), as /dev/shm/zenix");
    must(c.log_file.empty() || fs::is_directory(fs::path(c.log_file).parent_path()), "log.file",
        c.log_file, "an absolute path in a folder that is there, as /var/log/zenix.log");
    return wrong;
}

}  // namespace zenix::app
