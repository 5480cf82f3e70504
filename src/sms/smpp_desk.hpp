#pragma once
#include "base/task_group.hpp"
#include "sms/office.hpp"
#include "sms/smpp/server.hpp"

#include <map>
#include <memory>
#include <set>

namespace zenix::sms {

/// Our SMPP server's house: other systems of the lender send through the same gate, routes and log.
/// What they submit is stored before they are answered; receipts go back when they can hear.
class smpp_desk : public smpp::server_house {
  public:
    smpp_desk(asio::any_io_executor ex, office& o, smpp::server_settings s);
    ~smpp_desk() override;

    /// Listens. Throws std::runtime_error with the remedy when the port is taken.
    void open(task_group& in);
    task<> close();
    [[nodiscard]] std::uint16_t port() const;

    task<std::variant<smpp::client_account, std::uint32_t>> sign_in(
        std::string system_id, std::string password, std::string peer) override;
    task<std::vector<smpp::submit_answer>> take(std::vector<smpp::submitted> batch) override;
    task<std::variant<smpp::query_answer, std::uint32_t>> query(
        std::int64_t account_id, std::string message_id) override;
    task<std::uint32_t> cancel(std::int64_t account_id, std::string message_id) override;
    void listening(std::int64_t account_id) override;
    void throttled(std::int64_t account_id, std::size_t n) override;
    void locked_out(std::string system_id, std::string peer) override;

  private:
    struct told {
        std::optional<sys_ms> last_bind_at;
        std::optional<std::string> last_error;
    };
    [[nodiscard]] const smpp_client* client(std::int64_t id) const;
    [[nodiscard]] client_state state_of(std::int64_t id) const;
    task<smpp::submit_answer> take_part(smpp_client from, std::string to, smpp::incoming in, new_message m);
    task<> tell();
    task<std::size_t> tell_some();
    task<> keep_throttled();

    office& office_;
    smpp::server_settings settings_;
    std::unique_ptr<smpp::server> server_;
    std::map<std::int64_t, told> told_;
    std::set<std::int64_t> known_;
    std::map<std::int64_t, std::size_t> throttled_;  ///< not yet written
};

/// The receipt of a message in this state; nullopt while there is none to give. Pure.
[[nodiscard]] std::optional<text::message_state> receipt_for(status s);

}  // namespace zenix::sms
