#include "gateways/drivers/dinstar/push.hpp"

#include "gateways/drivers/dinstar/texts.hpp"
#include "gateways/drivers/read_json.hpp"
#include "gateways/drivers/ussd.hpp"

#include <fmt/format.h>

namespace zenix::gateways::drivers::dinstar {

namespace {

/// Texts are the largest; a box that pushes more than this at once is asked instead.
constexpr std::size_t items_max = 500;

template <class T>
void take(push& out, reading<std::vector<T>> read) {
    for (auto& one : read.value) {
        if constexpr (std::is_same_v<T, box_call>)
            out.hints.emplace_back(call_ended{std::move(one)});
        else
            out.hints.emplace_back(std::move(one));
    }
    for (auto& u : read.unknown) out.unknown.push_back(std::move(u));
}

std::optional<int> port_of(const json::value& row) {
    const auto n = whole(row, "port");
    if (!n || *n < 0 || *n > 255) return std::nullopt;
    return static_cast<int>(*n);
}

void take_ussd(push& out, const json::value& row) {
    const auto port = port_of(row);
    if (!port) return out.unknown.push_back("a USSD reply without its port");
    out.hints.emplace_back(ussd_came{*port, decode_ussd(words(row, "text"))});
}

void take_registration(push& out, const json::value& row) {
    const auto port = port_of(row);
    const auto status = words(row, "status");
    if (!port || (status != "up" && status != "down"))
        return out.unknown.push_back(fmt::format("a registration \"{}\"", excerpt(status)));
    registration_changed r{
        *port, {}, status == "up", words(row, "iccid"), words(row, "imsi"), words(row, "number")};
    if (const auto s = whole(row, "slot"); s && *s >= 0 && *s < 255) r.slot = static_cast<int>(*s);
    out.hints.emplace_back(std::move(r));
}

void take_trouble(push& out, const json::value& row) {
    const auto port = port_of(row);
    if (!port) return out.unknown.push_back("an exception without its port");
    out.hints.emplace_back(port_trouble{*port, words(row, "type"), words(row, "action")});
}

/// The items of a list, or the one that stands there without a list.
template <class Take>
void each(push& out, const json::value& of, Take one) {
    if (of.is_object()) return one(out, of);
    if (const auto* rows = of.if_array())
        for (const auto& row : *rows) one(out, row);
}

}  // namespace

result<push> read_push(std::string_view body, std::string_view zone) {
    const auto v = read_json(body);
    if (!v || !v->is_object()) return failure{"protocol", "no JSON object: " + excerpt(body)};
    push out;
    out.serial = words(*v, "sn");
    if (out.serial.empty()) return failure{"protocol", "a push without `sn`: " + excerpt(body)};
    constexpr std::string_view classes[] = {"sms", "sms_result", "sms_deliver_status", "ussd",
        "register", "cdr", "device", "exception_info"};
    std::string_view found;
    for (const auto name : classes) {
        if (member(*v, name) == nullptr) continue;
        if (!found.empty()) return failure{"protocol", "two classes in one push: " + excerpt(body)};
        found = name;
    }
    if (found.empty()) return failure{"protocol", "a push of no class we know: " + excerpt(body)};
    const auto& what = *member(*v, found);
    const bool single = found == "device" || found == "exception_info";
    if (!what.is_array() && !(single && what.is_object()))
        return failure{"protocol", fmt::format("`{}` is of the wrong shape", found)};
    if (const auto* rows = what.if_array(); rows != nullptr && rows->size() > items_max)
        return failure{"too_large", fmt::format("{} items in one push", rows->size())};

    if (found == "sms") take(out, read_incoming(&what, zone));
    if (found == "sms_result") take(out, read_results(&what, zone));
    if (found == "sms_deliver_status") take(out, read_receipts(&what, zone));
    if (found == "cdr") take(out, read_calls(&what, zone));
    if (found == "ussd") each(out, what, take_ussd);
    if (found == "register") each(out, what, take_registration);
    if (found == "exception_info") each(out, what, take_trouble);
    if (found == "device")
        each(out, what, [](push& to, const json::value& row) {
            to.hints.emplace_back(box_changed{words(row, "status")});
        });
    return out;
}

}  // namespace zenix::gateways::drivers::dinstar
