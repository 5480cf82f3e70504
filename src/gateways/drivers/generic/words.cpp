#include "gateways/drivers/generic/words.hpp"

#include "gateways/drivers/read_json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace zenix::gateways::drivers::generic {

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
    if (status / 100 != 2 || refused || !words(v, "error").empty())
        return failure{"rejected",
            said.empty() ? fmt::format("HTTP {} {}", status, excerpt(body)) : said, status};
    text_taken out;
    for (const auto* name : {"id", "message_id", "task_id"})
        if (out.task.empty()) out.task = words(v, name);
    return out;
}

}  // namespace zenix::gateways::drivers::generic
