#pragma once
#include "base/task_group.hpp"
#include "sms/accounts.hpp"
#include "sms/smpp/client.hpp"
#include "sms/smpp/outgoing.hpp"
#include "sms/transport.hpp"

#include <functional>
#include <map>
#include <memory>

namespace zenix::sms {

/// What an SMPP account hands to the house; each is back when it is durable.
struct road_ears {
    std::function<task<>(receipt_news)> receipt;
    std::function<task<>(inbound_text)> text;
    /// A bind came up or went down, or there is room again.
    std::function<void()> changed;
};

/// An account at an SMS centre as a road out: binds, and what the centre delivers.
class smpp_road : public transport, public smpp::client_house {
  public:
    smpp_road(asio::any_io_executor ex, const smsc_account& a, const std::string& password,
        road_ears ears);
    ~smpp_road() override;

    std::size_t room() const override;
    bool up() const override;
    task<std::vector<part_answer>> send(compliance::permit pass, order o) override;
    task<result<receipt_state>> query(std::string written, std::string sender) override;
    json::object status() const override;
    json::array last_pdus() const override;
    task<> close() override;

    void settled(std::span<smpp::submit_result>) override {}
    task<std::vector<bool>> take(std::vector<smpp::incoming> batch) override;
    void changed() override;

  private:
    std::uint16_t next_reference(const std::string& to);

    std::int64_t id_;
    std::string name_;
    smpp::writing_rules writing_;
    text::id_rule ids_;
    road_ears ears_;
    std::map<std::string, std::uint16_t> references_;  ///< the last, by destination
    task_group tasks_;
    std::unique_ptr<smpp::client> client_;
};

/// What a receipt's state means to us. Pure.
[[nodiscard]] receipt_state state_of(const text::receipt& r);
/// The settings of an account as its binds and its writer need them. Pure.
[[nodiscard]] smpp::client_settings client_settings_of(
    const smsc_account& a, const std::string& password);
[[nodiscard]] smpp::writing_rules writing_rules_of(const smsc_account& a);

}  // namespace zenix::sms
