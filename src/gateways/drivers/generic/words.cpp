#include "gateways/drivers/generic/words.hpp"

#include "gateways/drivers/read_json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace zenix::gateways::drivers::generic {

namespace {

constexpr int port_most = 255;

std::string id_in(const json::value& v) {
    for (const auto* name : {"id", "message_id", "task_id"})
        if (auto found = words(v, name); !found.empty()) return found;
    return {};
}

int slot_in(const json::value& v) {
    const auto n = whole(v, "sim_slot");
    return n && *n >= 0 && *n <= port_most ? static_cast<int>(*n) : -1;
}

text_stage stage_of(std::string_view said) {
    if (said == "delivered") return text_stage::delivered;
    if (said == "failed" || said == "rejected" || said == "undelivered") return text_stage::failed;
    if (said == "sent") return text_stage::sent;
    if (said == "queued" || said == "pending" || said == "sending" || said == "accepted")
        return text_stage::sending;
    return text_stage::unknown;
}

}  // namespace

std::string sms_body(const text_order& order) {
    json::object out{{"to", order.to}, {"message", order.text}};
    if (order.port < 0)
        out["sim_slot"] = "auto";
    else
        out["sim_slot"] = order.port;
    return json::serialize(out);
}

result<text_taken> read_sms_answer(int status, std::string_view body) {
    const auto v = read_json(body).value_or(json::value());
    auto said = words(v, "error");
    if (said.empty()) said = words(v, "message");
    const auto* success = member(v, "success");
    const bool refused = success != nullptr && success->is_bool() && !success->get_bool();
    if (status / 100 != 2 || refused || !words(v, "error").empty()) {
        const bool for_now = status == 408 || status == 429 || status == 503;
        const auto* code = for_now ? "busy" : status / 100 == 5 ? "closed" : "rejected";
        return failure{code, said.empty() ? fmt::format("HTTP {} {}", status, excerpt(body)) : said, status};
    }
    return text_taken{id_in(v)};
}

result<text_report> read_sms_status(std::string_view body) {
    const auto v = read_json(body);
    if (!v || !v->is_object()) return failure{"protocol", "no JSON object: " + excerpt(body)};
    text_report out;
    out.task = id_in(*v);
    out.said = words(*v, "status");
    out.to = words(*v, "to");
    out.port = slot_in(*v);
    if (out.said.empty()) return failure{"protocol", "a text without its status: " + excerpt(body)};
    out.stage = stage_of(out.said);
    return out;
}

result<std::variant<text_came, text_report>> read_told(std::string_view body) {
    using either = std::variant<text_came, text_report>;
    const auto v = read_json(body);
    if (!v || !v->is_object()) return failure{"protocol", "no JSON object: " + excerpt(body)};
    const auto* text = member(*v, "message");
    if (text == nullptr) text = member(*v, "text");
    text_came came;
    came.from = words(*v, "from");
    if (!came.from.empty() && text != nullptr && text->is_string()) {
        came.id = id_in(*v);
        came.port = slot_in(*v);
        came.text = std::string(text->get_string());
        came.at = parse_time(words(*v, "received_at"));
        return either(std::move(came));
    }
    auto report = read_sms_status(body);
    if (!report || report.value().task.empty())
        return failure{"protocol", "neither `from` and `message` nor `id` and `status`: " + excerpt(body)};
    return either(std::move(report).value());
}

}  // namespace zenix::gateways::drivers::generic
