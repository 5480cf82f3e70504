#include "gateways/drivers/dinstar/texts.hpp"

#include "gateways/drivers/read_json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace zenix::gateways::drivers::dinstar {

namespace {

constexpr std::string_view placeholder = "#param#";

const json::array* rows_of(const json::value* list, std::vector<std::string>& unknown) {
    const auto* rows = list == nullptr ? nullptr : list->if_array();
    if (rows == nullptr) unknown.emplace_back("texts are no list");
    return rows;
}

std::optional<int> among(const json::value& row, std::string_view name, int last) {
    const auto n = whole(row, name);
    if (!n || *n < 0 || *n > last) return std::nullopt;
    return static_cast<int>(*n);
}

/// What results and receipts share.
text_report common(const json::value& row, std::string_view zone) {
    text_report r;
    r.port = among(row, "port", 255).value_or(-1);
    r.reference = whole(row, "user_id").value_or(0);
    r.to = words(row, "number");
    r.ref_id = among(row, "ref_id", 255);
    r.at = read_device_time(words(row, "time"), zone);
    r.imsi = words(row, "imsi");
    return r;
}

text_stage stage_of(int tp_status) {
    if (tp_status == 0) return text_stage::delivered;
    if (tp_status < 32) return text_stage::sent;     // completed, but nobody says that it was read
    if (tp_status < 64) return text_stage::sending;  // the centre still tries
    return text_stage::failed;
}

}  // namespace

std::string send_sms_body(const text_order& order) {
    const bool guarded = order.text.find(placeholder) != std::string::npos;
    json::object to{{"number", order.to}, {"user_id", order.reference}};
    if (guarded) to["text_param"] = json::array{json::value(order.text)};
    json::object out{{"text", guarded ? std::string(placeholder) : order.text},
        {"param", json::array{std::move(to)}}, {"encoding", "unicode"},
        {"request_status_report", order.receipt}};
    if (order.port >= 0) out["port"] = json::array{order.port};
    return json::serialize(out);
}

reading<std::vector<text_report>> read_results(const json::value* list, std::string_view zone) {
    reading<std::vector<text_report>> out;
    const auto* rows = rows_of(list, out.unknown);
    if (rows == nullptr) return out;
    for (const auto& row : *rows) {
        auto r = common(row, zone);
        r.said = words(row, "status");
        r.parts = among(row, "count", 255).value_or(0);
        r.parts_sent = among(row, "succ_count", 255).value_or(0);
        if (r.said == "SENT_OK")
            r.stage = text_stage::sent;
        else if (r.said == "SENDING")
            r.stage = text_stage::sending;
        else if (r.said == "DELIVERED")
            r.stage = text_stage::delivered;
        else if (r.said == "FAILED")
            r.stage = text_stage::failed;
        else
            out.unknown.push_back(fmt::format("a text in state \"{}\"", excerpt(r.said)));
        out.value.push_back(std::move(r));
    }
    return out;
}

reading<std::vector<text_report>> read_receipts(const json::value* list, std::string_view zone) {
    reading<std::vector<text_report>> out;
    const auto* rows = rows_of(list, out.unknown);
    if (rows == nullptr) return out;
    for (const auto& row : *rows) {
        auto r = common(row, zone);
        r.tp_status = among(row, "status_code", 255);
        if (!r.tp_status) {
            out.unknown.emplace_back("a receipt without its status_code");
            continue;
        }
        r.said = std::to_string(*r.tp_status);
        r.stage = stage_of(*r.tp_status);
        out.value.push_back(std::move(r));
    }
    return out;
}

reading<std::vector<text_came>> read_incoming(const json::value* list, std::string_view zone) {
    reading<std::vector<text_came>> out;
    const auto* rows = rows_of(list, out.unknown);
    if (rows == nullptr) return out;
    for (const auto& row : *rows) {
        text_came t;
        t.id = words(row, "incoming_sms_id");
        t.port = among(row, "port", 255).value_or(-1);
        t.from = words(row, "number");
        t.smsc = words(row, "smsc");
        t.imsi = words(row, "imsi");
        const auto* text = member(row, "text");
        if (text == nullptr || !text->is_string() || t.port < 0) {
            out.unknown.push_back(
                fmt::format("a text \"{}\" without port or words", excerpt(t.id)));
            continue;
        }
        t.text = std::string(text->get_string());
        t.at = read_device_time(words(row, "timestamp"), zone);
        out.value.push_back(std::move(t));
    }
    return out;
}

std::vector<text_report> match_receipts(
    std::vector<text_report> results, const std::vector<text_report>& receipts) {
    for (const auto& r : receipts) {
        text_report* best = nullptr;
        ms nearest = ms::max();
        for (auto& of : results) {
            if (of.port != r.port || of.to != r.to || of.ref_id != r.ref_id) continue;
            // A receipt comes after its text; ref_id comes round after 256 of them.
            const auto apart = of.at && r.at ? *r.at - *of.at : ms(0);
            if (apart < ms(-5000) || std::chrono::abs(apart) >= nearest) continue;
            nearest = std::chrono::abs(apart);
            best = &of;
        }
        if (best == nullptr) {
            results.push_back(r);
            continue;
        }
        best->tp_status = r.tp_status;
        if (best->stage != text_stage::delivered) best->stage = r.stage;
    }
    return results;
}

}  // namespace zenix::gateways::drivers::dinstar
