// Texts and USSD.
#include "asterisk/json_read.hpp"
#include "lab/gateways/dinstar/api.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace zenix::lab {
namespace {

constexpr std::size_t text_max = 1500, number_max = 24, numbers_asked_max = 32;
constexpr std::string_view placeholder = "#param#";

// Whole numbers of a member that is a list; nullopt when it is something else.
std::optional<std::vector<std::int64_t>> whole_list(const json::object& o, std::string_view name) {
    std::vector<std::int64_t> out;
    const auto* m = o.if_contains(name);
    if (m == nullptr) return out;
    const auto* list = m->if_array();
    if (list == nullptr) return std::nullopt;
    for (const auto& v : *list) {
        if (!v.is_int64()) return std::nullopt;
        out.push_back(v.get_int64());
    }
    return out;
}

// Which texts a query is about.
struct filter {
    std::vector<std::string> numbers;
    std::vector<std::int64_t> ports, users;
    std::optional<sys_ms> after, before;
    int refused = 0;  // error_code

    filter(const dinstar_api& api, const std::string& body) {
        const auto v = read_body(body);
        const auto* o = v.if_object();
        if (o == nullptr) {
            refused = 400;
            return;
        }
        numbers = asterisk::texts_at(v, "number");
        const auto p = whole_list(*o, "port"), u = whole_list(*o, "user_id");
        if (!p || !u) refused = 400;
        if (numbers.size() > numbers_asked_max) refused = 413;
        ports = p.value_or(std::vector<std::int64_t>{});
        users = u.value_or(std::vector<std::int64_t>{});
        after = api.read_device_time(asterisk::text_at(v, "time_after"));
        before = api.read_device_time(asterisk::text_at(v, "time_before"));
    }
    [[nodiscard]] bool fits(
        const std::string& number, int port, std::int64_t user, sys_ms time) const {
        const auto among = [](const auto& list, const auto& x) {
            return list.empty() || std::find(list.begin(), list.end(), x) != list.end();
        };
        return among(numbers, number) && among(ports, std::int64_t{port}) && among(users, user) &&
               (!after || time >= *after) && (!before || time <= *before);
    }
};

// The text for one recipient: each placeholder takes the next of its parameters.
std::string filled_in(std::string text, const std::vector<std::string>& with) {
    std::size_t from = 0;
    for (const auto& w : with) {
        const auto place = text.find(placeholder, from);
        if (place == std::string::npos) break;
        text.replace(place, placeholder.size(), w);
        from = place + w.size();
    }
    return text;
}

std::string_view word_of(outgoing_text::status s) {
    switch (s) {
    case outgoing_text::status::sent: return "SENT_OK";
    case outgoing_text::status::failed: return "FAILED";
    case outgoing_text::status::delivered: return "DELIVERED";
    default: return "SENDING";
    }
}

}  // namespace

json::object dinstar_api::send_sms(const box_request& r, sys_ms at) {
    const auto v = read_body(r.body);
    const auto* o = v.if_object();
    if (o == nullptr) return code(400);
    const auto* text = asterisk::at(v, "text").if_string();
    const auto* to = asterisk::at(v, "param").if_array();
    const auto ports = whole_list(*o, "port");
    const auto encoding = asterisk::text_at(v, "encoding");
    if (text == nullptr || to == nullptr || to->empty() || !ports) return code(400);
    if (!encoding.empty() && encoding != "unicode" && encoding != "gsm-7bit") return code(400);
    if (text->size() > text_max || to->size() > static_cast<std::size_t>(dialect.recipients_max))
        return code(413);
    std::vector<outgoing_text> made;
    for (const auto& one : *to) {
        outgoing_text t;
        t.number = asterisk::text_at(one, "number");
        if (t.number.empty() || t.number.size() > number_max) return code(400);
        const auto& user = asterisk::at(one, "user_id");
        if (!user.is_null() && (!user.is_int64() || user.get_int64() < 0)) return code(400);
        if (user.is_int64()) t.user_id = user.get_int64();
        t.text = filled_in(std::string(*text), asterisk::texts_at(one, "text_param"));
        for (const auto p : *ports) t.allowed.push_back(static_cast<int>(p));
        const auto& report = asterisk::at(v, "request_status_report");
        t.wants_report = !report.is_bool() || report.get_bool();
        made.push_back(std::move(t));
    }
    const bool road = std::any_of(box_.ports().begin(), box_.ports().end(), [&](const auto& p) {
        return p.usable(at) && (ports->empty() || std::find(ports->begin(), ports->end(),
                                                      p.index()) != ports->end());
    });
    if (!road) return code(550);
    const auto task = box_.outbox.next_task();
    for (auto& t : made) {
        t.task = task;
        box_.outbox.add(std::move(t), at);
    }
    box_.step(at);
    auto out = code(202);
    out["sms_in_queue"] = box_.outbox.waiting();
    out["task_id"] = task;
    return out;
}

json::object dinstar_api::result_row(const outgoing_text& t) const {
    json::object row{{"port", t.port}, {"number", t.number}, {"time", device_time(t.made)},
        {"status", word_of(t.state)}, {"count", t.segments}, {"succ_count", t.sent_segments},
        {"ref_id", t.ref_id}, {"imsi", t.imsi}};
    if (t.user_id >= 0) row["user_id"] = t.user_id;
    return row;
}

json::object dinstar_api::receipt_row(const outgoing_text& t) const {
    return {{"port", t.port}, {"number", t.number}, {"time", device_time(t.changes)},
        {"ref_id", t.ref_id}, {"status_code", t.status_code}, {"imsi", t.imsi}};
}

json::object dinstar_api::query_sms_result(const box_request& r, sys_ms) {
    const filter f(*this, r.body);
    if (f.refused != 0) return code(f.refused);
    json::array rows;
    for (const auto& t : box_.outbox.all())
        if (t.state != outgoing_text::status::queued && f.fits(t.number, t.port, t.user_id, t.made))
            rows.push_back(result_row(t));
    auto out = code(200);
    out["result"] = std::move(rows);
    return out;
}

json::object dinstar_api::query_sms_deliver_status(const box_request& r, sys_ms) {
    const filter f(*this, r.body);
    if (f.refused != 0) return code(f.refused);
    json::array rows;
    for (const auto& t : box_.outbox.all())
        if (t.status_code >= 0 && f.fits(t.number, t.port, t.user_id, t.changes))
            rows.push_back(receipt_row(t));
    auto out = code(200);
    out["result"] = std::move(rows);
    return out;
}

json::object dinstar_api::query_sms_in_queue(const box_request&, sys_ms) {
    auto out = code(200);
    out["in_queue"] = box_.outbox.waiting();
    return out;
}

json::object dinstar_api::stop_sms(const box_request& r, sys_ms) {
    const auto found = r.query.find("task_id");
    const auto ids = found == r.query.end() ? std::vector<int>{} : read_ports(found->second);
    if (ids.size() != 1) return code(400);
    return code(box_.outbox.stop(ids[0]) ? 200 : 404);
}

json::object dinstar_api::incoming_row(const incoming_text& t) const {
    json::object row{{"incoming_sms_id", t.id}, {"port", t.port}, {"number", t.number},
        {"smsc", t.smsc}, {"timestamp", device_time(t.came)}, {"text", t.text}};
    if (dialect.incoming_imsi) row["imsi"] = t.imsi;
    return row;
}

json::object dinstar_api::query_incoming_sms(const box_request& r, sys_ms) {
    // GET: query; POST: the same names in a JSON object.
    std::string flag = "unread";
    std::int64_t after = 0;
    std::vector<int> ports;
    if (r.method == "POST") {
        const auto v = read_body(r.body);
        if (!r.body.empty() && !v.is_object()) return code(400);
        after = asterisk::integer_at(v, "incoming_sms_id");
        if (const auto f = asterisk::text_at(v, "flag"); !f.empty()) flag = f;
        if (const auto* list = asterisk::at(v, "port").if_array())
            for (const auto& p : *list)
                if (p.is_int64()) ports.push_back(static_cast<int>(p.get_int64()));
    } else {
        for (const auto& [name, value] : r.query) {
            if (name == "flag") flag = value;
            if (name == "port") ports = read_ports(value);
            if (name != "incoming_sms_id") continue;
            const auto id = read_ports(value);
            if (id.size() != 1) return code(400);
            after = id[0];
        }
    }
    if (flag != "unread" && flag != "read" && flag != "all") return code(400);
    json::array rows;
    std::size_t bytes = 0;
    for (auto& t : box_.inbox.all()) {
        const bool wanted =
            t.id > after && (flag == "all" || t.read == (flag == "read")) &&
            (ports.empty() || std::find(ports.begin(), ports.end(), t.port) != ports.end());
        if (!wanted) continue;
        auto row = incoming_row(t);
        bytes += json::serialize(row).size() + 1;
        if (!rows.empty() && bytes > static_cast<std::size_t>(dialect.page_bytes)) break;
        t.read = true;
        rows.push_back(std::move(row));
    }
    auto out = code(200);
    out["sms"] = std::move(rows);
    out["read"] = box_.inbox.read();
    out["unread"] = box_.inbox.unread();
    return out;
}

json::object dinstar_api::send_ussd(const box_request& r, sys_ms at) {
    constexpr std::size_t ussd_max = 60;
    const auto v = read_body(r.body);
    const auto* o = v.if_object();
    if (o == nullptr) return code(400);
    const auto text = asterisk::text_at(v, "text"), command = asterisk::text_at(v, "command");
    const auto ports = whole_list(*o, "port");
    const bool cancel = command == "cancel";
    if (!ports || ports->empty() || (!cancel && !command.empty() && command != "send"))
        return code(400);
    if (!cancel && (text.empty() || text.size() > ussd_max)) return code(400);
    json::array rows;
    for (const auto p : *ports) {
        const int port = static_cast<int>(p);
        int status = 200;
        if (cancel) {
            box_.cancel_ussd(port);
        } else {
            switch (box_.send_ussd(port, text, at)) {
            case gsm_box::ussd_result::sent: break;
            case gsm_box::ussd_result::busy: status = 486; break;
            case gsm_box::ussd_result::unregistered: status = 503; break;
            }
        }
        rows.push_back({{"port", port}, {"status", status}});
    }
    auto out = code(202);
    out["result"] = std::move(rows);
    return out;
}

json::object dinstar_api::query_ussd_reply(const box_request& r, sys_ms at) {
    const auto asked = r.query.find("port");
    const auto ports = asked == r.query.end() ? std::vector<int>{} : read_ports(asked->second);
    if (ports.empty()) return code(400);
    json::array rows;
    for (const int p : ports) rows.push_back({{"port", p}, {"text", box_.ussd_reply(p, at)}});
    auto out = code(200);
    out["reply"] = std::move(rows);
    return out;
}

}  // namespace zenix::lab
