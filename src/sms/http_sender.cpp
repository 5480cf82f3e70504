#include "sms/http_sender.hpp"

#include "base/utf8.hpp"
#include "net/client.hpp"

#include <fmt/format.h>

namespace zenix::sms {
namespace {

constexpr std::size_t at_once = 20;

std::string text_of(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    if (v == nullptr) return {};
    if (v->is_string()) return std::string(v->get_string());
    if (v->is_int64()) return std::to_string(v->get_int64());
    if (v->is_uint64()) return std::to_string(v->get_uint64());
    return {};
}

class http_sender : public transport {
  public:
    http_sender(std::string url, std::string token)
        : url_(std::move(url)), token_(std::move(token)) {}

    std::size_t room() const override { return under_way_ < at_once ? at_once - under_way_ : 0; }
    bool up() const override { return !closed_; }

    task<std::vector<part_answer>> send(compliance::permit pass, order o) override {
        const auto spent = std::move(pass);  // Here it leaves.
        json::object body{{"id", o.message_id}, {"to", spent.e164()}, {"message", o.text},
            {"sender", opt(o.sender)}, {"sim_slot", "auto"}};
        net::header_list headers{{"content-type", "application/json"}};
        if (!token_.empty()) headers.emplace_back("authorization", "Bearer " + token_);
        ++under_way_;
        const auto answer = co_await net::fetch(
            "POST", url_, json::serialize(body), std::move(headers), ms(30'000));
        --under_way_;
        std::vector<part_answer> out;
        if (answer) {
            out.push_back(read_http_answer(answer.value().status, answer.value().body));
        } else {
            const auto& code = answer.error().code;
            const bool never = code == "resolve" || code == "refused";
            out.push_back({1, never ? part_fate::refused_for_now : part_fate::unknown, {}, code,
                never ? "The address cannot be reached." : "No answer came; it may have been taken."});
        }
        last_ = out.front().fate == part_fate::accepted ? "" : out.front().text;
        co_return out;
    }

    json::object status() const override {
        return {{"state", closed_ ? "off" : last_.empty() ? "up" : "partly"},
            {"detail", last_.empty() ? json::string("ready") : json::string(last_)},
            {"binds", json::array{}}, {"in_flight", under_way_}, {"window", at_once}};
    }
    json::array last_pdus() const override { return {}; }
    task<> close() override {
        closed_ = true;
        co_return;
    }

  private:
    std::string url_, token_, last_;
    std::size_t under_way_ = 0;
    bool closed_ = false;
};

}  // namespace

part_answer read_http_answer(int status, const std::string& body) {
    if (status >= 200 && status < 300) {
        boost::system::error_code wrong;
        const auto v = json::parse(body.substr(0, 65536), wrong);
        std::string id;
        if (!wrong && v.is_object()) {
            id = text_of(v.get_object(), "id");
            if (id.empty()) id = text_of(v.get_object(), "message_id");
        }
        return {1, part_fate::accepted, to_utf8(id.substr(0, 100)), {}, {}};
    }
    const auto code = fmt::format("http_{}", status);
    if (status == 429 || status == 503)
        return {1, part_fate::refused_for_now, {}, code, "The sender asks to come back later."};
    if (status >= 500)
        return {1, part_fate::unknown, {}, code, "The sender failed while it had the message."};
    return {1, part_fate::refused, {}, code,
        fmt::format("The sender answered {}; look at its address, token and rules.", status)};
}

std::shared_ptr<transport> make_http_sender(
    const smsc_account& account, const secret::master_key& key) {
    std::string token;
    if (!account.password_sealed.empty())
        token = key.open(account_purpose, account.password_sealed).value_or("");
    return std::make_shared<http_sender>(
        std::string(account.settings.at("url").as_string()), std::move(token));
}

}  // namespace zenix::sms
