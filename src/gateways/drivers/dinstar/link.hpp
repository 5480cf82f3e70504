#pragma once
#include "gateways/drivers/dinstar/clock_watch.hpp"
#include "gateways/drivers/dinstar/words.hpp"
#include "gateways/drivers/web_session.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways::drivers::dinstar {

using query = std::vector<std::pair<std::string, std::string>>;

/// The JSON interface of one box: asks, and knows what its firmware has shown so far.
class link {
  public:
    explicit link(const settings& s) : box_id_(s.box_id), web_(s) {}

    task<result<json::value>> get(std::string path, query q);
    task<result<json::value>> post(std::string path, std::string body);
    void close() { web_.close(); }

    /// Logs words nobody understands, each once.
    void wonder(const std::vector<std::string>& unknown);

    [[nodiscard]] const std::string& serial() const { return serial_; }
    clock_watch clock;
    /// What was found out about the firmware, once: by the name of the question, which of its
    /// readings the box takes.
    std::map<std::string, std::size_t, std::less<>> dialect;

  private:
    task<result<json::value>> ask(std::string method, std::string target, std::string body);

    std::int64_t box_id_;
    web_session web_;
    std::string serial_;
    std::vector<std::string> wondered_;
};

/// One way to ask a question whose spelling differs between firmwares.
struct spelling {
    bool by_post = false;
    std::string path;
    query q;           ///< when asked by GET
    std::string body;  ///< when asked by POST
};

/// Asks in the spelling that worked before, else in each until one is understood, and remembers it.
task<result<json::value>> ask_any(link& of, std::string name, std::vector<spelling> ways);

}  // namespace zenix::gateways::drivers::dinstar
