#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace zenix::app {

/// Everything an installation can set. `zenix check-config` says what it read.
struct config {
    std::string data_dir = "/var/lib/zenix";
    std::string master_key_file;       ///< empty: `DATA_DIR-key`, beside the data, not in it
    std::string run_as = "zenix";      ///< the user root becomes

    std::string http_host = "127.0.0.1";
    std::uint16_t http_port = 8080;
    std::string tls_certificate_file, tls_key_file;
    std::vector<std::string> trusted_proxies = {"127.0.0.1", "::1"};
    std::string public_origin;         ///< `https://calls.example.org`, when a proxy hides it

    std::string database_url;          ///< empty: a private cluster in the data folder

    std::string asterisk_path;         ///< empty: looked for
    std::string sip_bind = "127.0.0.1";///< where gateways and trunks reach us
    std::string external_address;
    std::vector<std::string> local_nets;
    /// What the telecallers' phones are offered, first choice first: ulaw, alaw, opus.
    std::vector<std::string> phone_codecs = {"ulaw", "alaw", "opus"};
    std::vector<std::string> ice_servers;  ///< `stun:…`, for phones outside the network

    std::string recording_spool;       ///< empty: a folder below /dev/shm
    std::string log_file;              ///< empty: standard error
    std::string log_level = "info";
    std::vector<std::string> watch_certificate_files;  ///< beside the web server's own, as of proxies
    std::vector<std::string> watch_ups;  ///< UPSs as NUT names them: `name@host:port`
    std::string home_country = "IN";   ///< of numbers typed without `+`
    std::string lender_name, lender_phone;  ///< what `{{lender}}` and `{{callback_number}}` say in texts
    std::string smpp_host;             ///< where our SMPP server listens; empty: it does not
    std::uint16_t smpp_port = 2775;
    std::string smpp_tls_certificate_file, smpp_tls_key_file;  ///< both empty: no TLS
};

/// Reads TOML. Throws std::runtime_error `FILE:LINE: setting: what is wrong and what to do`.
/// An unknown setting is an error, so that a misspelt one does not go by.
[[nodiscard]] config load_config(const std::string& file);

/// What is wrong with values that are well-formed (folders, pairs that belong together); empty when fine.
[[nodiscard]] std::vector<std::string> check(const config& c);

}  // namespace zenix::app
