#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "compliance/permit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

/// A message on its way out; its row is marked `submitted` before anybody sees one of these.
struct order {
    std::string message_id, e164, text;
    std::optional<std::string> sender, language;
    std::optional<std::string> dlt_entity_id, dlt_template_id;
    std::optional<sys_ms> valid_until;
    std::optional<json::value> raw;  ///< what an SMPP client sent that the splitter cannot make
    std::string purpose;
    std::size_t parts = 1;
    int priority = 1;                      ///< 0 urgent, 1 normal, 2 bulk
    std::optional<std::int64_t> trunk_id;  ///< this gateway …
    std::optional<int> port;               ///< … and this port, where they were asked for
};

enum class part_fate : std::uint8_t {
    accepted,
    refused_for_now,  ///< certainly not taken, and worth another try
    refused,          ///< certainly not taken, and never will be
    unknown           ///< nobody knows whether it was taken
};
struct part_answer {
    int number = 1;
    part_fate fate = part_fate::unknown;
    std::string peer_id;     ///< as receipts will name it, by the account's rule
    std::string code, text;  ///< of a refusal, in the peer's word and in ours
    std::string peer_written{};  ///< the id as the peer wrote it, to ask by
};

/// What a receipt says, whoever brought it.
enum class receipt_state : std::uint8_t { delivered, failed, expired, under_way, unknown };

/// A road out. It keeps its own window, rate and sessions.
class transport {
  public:
    virtual ~transport() = default;
    /// How many more it would take on at once; 0 while it is down or full.
    [[nodiscard]] virtual std::size_t room() const = 0;
    [[nodiscard]] virtual bool up() const = 0;
    /// Sends the whole message and gives the fate of each part. Spends the permit: this is the one
    /// place where a text leaves. Never throws for what the peer does.
    [[nodiscard]] virtual task<std::vector<part_answer>> send(compliance::permit pass, order o) = 0;
    /// What the peer says became of a message, by the id it wrote and the sender it was sent from. `unsupported` where none can be asked.
    [[nodiscard]] virtual task<result<receipt_state>> query(std::string, std::string) {
        co_return failure{"unsupported", "this peer cannot be asked"};
    }
    /// The contract's `SmscStatus` without `queued`, `sent_per_s` and the errors.
    [[nodiscard]] virtual json::object status() const = 0;
    /// The contract's `SmppPdu`, newest first.
    [[nodiscard]] virtual json::array last_pdus() const = 0;
    /// Ends sessions; what is under way becomes unknown.
    [[nodiscard]] virtual task<> close() = 0;
};

struct receipt_news {
    std::int64_t account_id = 0;
    std::string peer_id;  ///< by the account's rule
    receipt_state state = receipt_state::unknown;
    std::string error;
    sys_ms at{};
};

/// A text or a part of one that reached us.
struct inbound_text {
    std::string source;  ///< `account:3`, `box:1`: where references and ids are unique
    std::string from, to, text;
    std::string peer_id;  ///< empty: none
    sys_ms at{};
    int reference = 0, number = 1, total = 1;
    std::optional<std::int64_t> account_id, box_id, trunk_id;
    std::optional<int> port;
    std::string iccid, route_name;
};

}  // namespace zenix::sms
