#include "app/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <functional>
#include <map>
#include <stdexcept>

namespace zenix::app {
namespace {

using setter = std::function<std::string(const toml::node&)>;  ///< what is wrong, or empty

setter text(std::string& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto v = n.value_exact<std::string>();
        if (!v) return "must be text in quotes";
        to = *v;
        return {};
    };
}

setter choice(std::string& to, std::vector<std::string> allowed) {
    return [&to, allowed](const toml::node& n) -> std::string {
        const auto v = n.value_exact<std::string>();
        if (v)
            for (const auto& a : allowed)
                if (a == *v) {
                    to = *v;
                    return {};
                }
        return fmt::format("must be one of {}", fmt::join(allowed, ", "));
    };
}

setter port(std::uint16_t& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto v = n.value_exact<std::int64_t>();
        if (!v || *v < 0 || *v > 65535) return "must be a port, 0 to 65535 (0 takes a free one)";
        to = static_cast<std::uint16_t>(*v);
        return {};
    };
}

setter texts(std::vector<std::string>& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto* list = n.as_array();
        if (list == nullptr) return "must be a list of texts, as [\"a\", \"b\"]";
        std::vector<std::string> read;
        for (const auto& item : *list) {
            const auto v = item.value_exact<std::string>();
            if (!v) return "must be a list of texts, as [\"a\", \"b\"]";
            read.push_back(*v);
        }
        to = std::move(read);
        return {};
    };
}

std::map<std::string, setter, std::less<>> settings(config& c) {
    return {
        {"data_dir", text(c.data_dir)},
        {"master_key_file", text(c.master_key_file)},
        {"run_as", text(c.run_as)},
        {"home_country", text(c.home_country)},
        {"lender.name", text(c.lender_name)},
        {"lender.phone", text(c.lender_phone)},
        {"smpp.host", text(c.smpp_host)},
        {"smpp.port", port(c.smpp_port)},
        {"smpp.tls_certificate_file", text(c.smpp_tls_certificate_file)},
        {"smpp.tls_key_file", text(c.smpp_tls_key_file)},
        {"http.host", text(c.http_host)},
        {"http.port", port(c.http_port)},
        {"http.tls_certificate_file", text(c.tls_certificate_file)},
        {"http.tls_key_file", text(c.tls_key_file)},
        {"http.trusted_proxies", texts(c.trusted_proxies)},
        {"http.public_origin", text(c.public_origin)},
        {"database.url", text(c.database_url)},
        {"asterisk.path", text(c.asterisk_path)},
        {"asterisk.sip_bind", text(c.sip_bind)},
        {"asterisk.external_address", text(c.external_address)},
        {"asterisk.local_nets", texts(c.local_nets)},
        {"asterisk.ice_servers", texts(c.ice_servers)},
        {"asterisk.phone_codecs", texts(c.phone_codecs)},
        {"recording.spool", text(c.recording_spool)},
        {"log.file", text(c.log_file)},
        {"watch.certificate_files", texts(c.watch_certificate_files)},
        {"watch.ups", texts(c.watch_ups)},
        {"log.level", choice(c.log_level, {"debug", "info", "warn", "error"})},
    };
}

void apply(const toml::table& table, const std::string& prefix, const std::string& file,
           const std::map<std::string, setter, std::less<>>& known) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        if (const auto* inner = node.as_table()) {
            apply(*inner, name + '.', file, known);
            continue;
        }
        const auto found = known.find(name);
        const auto wrong = found == known.end() ? std::string("is not a setting zenix knows; check its name")
                                                : found->second(node);
        if (!wrong.empty())
            throw std::runtime_error(
                fmt::format("{}:{}: {}: {}", file, node.source().begin.line, name, wrong));
    }
}

}  // namespace

config load_config(const std::string& file) {
    config c;
    toml::table table;
    try {
        table = toml::parse_file(file);
    } catch (const toml::parse_error& e) {
        throw std::runtime_error(
            fmt::format("{}:{}: {}", file, e.source().begin.line, e.description()));
    }
    apply(table, "", file, settings(c));
    return c;
}

}  // namespace zenix::app
