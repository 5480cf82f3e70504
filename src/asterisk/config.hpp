#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zenix::asterisk {

/// Where an Asterisk lies: a folder it was unpacked into, or the system's own.
struct install {
    std::string root;                 ///< empty for the system's
    std::string program;              ///< the binary
    std::vector<std::string> prefix;  ///< argv before it: the unpacked one's own loader
    std::string module_dir, data_dir;
    std::string version;  ///< `22.10.1`
    int major = 0;
};

/// Everything that tells one private Asterisk from another. Kept in `FOLDER/node.json` (0600).
struct node_settings {
    std::string name = "zenix";            ///< in SIP User-Agent and logs
    std::string folder;                    ///< configuration, logs, pid file; ours alone, 0700
    std::string spool;                     ///< recordings while they grow; a folder on tmpfs
    std::string app = "zenix";             ///< Stasis application
    std::string user = "zenix", password;  ///< of ARI and AMI
    std::uint16_t http_port = 0, ami_port = 0, sip_port = 0, hep_port = 0;
    std::uint16_t rtp_first = 0, rtp_last = 0;
    std::string sip_bind =
        "127.0.0.1";               ///< address of the SIP UDP socket towards gateways and trunks
    std::string external_address;  ///< seen from outside, when behind NAT; else empty
    std::vector<std::string> local_nets;  ///< with external_address
    bool hep = true;  ///< copy SIP messages to hep_port for the network's true causes
    bool ami = true;
    bool external_media = false;  ///< channels that are RTP to and from a program
};

struct config_file {
    std::string name, text;
    bool secret = false;  ///< 0600
};

/// The complete configuration, file by file. Pure.
[[nodiscard]] std::vector<config_file> render(const node_settings& s, const install& where);

/// Files whose text on disk differs from `files`: what a running Asterisk was not started with.
[[nodiscard]] std::vector<std::string> outdated(
    const std::string& folder, const std::vector<config_file>& files);

/// Writes them into `FOLDER/etc` and makes the folders Asterisk needs. Throws std::runtime_error
/// naming file and remedy.
void write_config(const node_settings& s, const install& where);

}  // namespace zenix::asterisk
