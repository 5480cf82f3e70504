#include "gateways/drivers/dinstar/voice.hpp"

#include "gateways/drivers/read_json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <set>

namespace zenix::gateways::drivers::dinstar {

namespace {

constexpr int table_last = 31;  // trunks, groups and IP->Tel rules
constexpr int keep_all_digits = 255;
constexpr const char* ours = "zenix";

bool enabled(const json::value& row) {
    const auto e = words(row, "enable");
    return e != "off" && e != "0" && e != "Disable";
}

int index_of(const json::value& row) {
    return static_cast<int>(std::clamp<std::int64_t>(whole(row, "index").value_or(-1), -1, 1000));
}

/// The same, whether the box writes 5060 or "5060".
bool same(const json::value& a, const json::value& b) {
    if (a == b) return true;
    if (a.is_array() || b.is_array()) {
        // One port may stand as 3, "3" or [3].
        const auto one = [](const json::value& v) {
            const auto* list = v.if_array();
            return list != nullptr && list->size() == 1 ? whole(&list->front()) : whole(&v);
        };
        return one(a) && one(a) == one(b);
    }
    const json::object pair{{"a", a}, {"b", b}};
    return !words(pair, "a").empty() && words(pair, "a") == words(pair, "b");
}

/// True when `row` has every member of `wish` already.
bool has_all(const json::value& row, const json::object& wish) {
    for (const auto& m : wish) {
        const auto* there = member(row, m.key());
        const bool nothing_wanted = m.value().is_string() && m.value().get_string().empty();
        if (there == nullptr ? !nothing_wanted : !same(*there, m.value())) return false;
    }
    return true;
}

const json::value* at_index(const json::array& rows, int index) {
    for (const auto& row : rows)
        if (index_of(row) == index) return &row;
    return nullptr;
}

/// The lowest place that nobody uses; below 0 when the table is full.
int free_place(const json::array& rows, const std::set<int>& taken, std::string_view sign) {
    for (int i = 0; i <= table_last; ++i) {
        if (taken.contains(i)) continue;
        const auto* row = at_index(rows, i);
        const bool free = row == nullptr || (!enabled(*row) && words(*row, sign).empty());
        if (free) return i;
    }
    return -1;
}

std::string port_name(int port) { return fmt::format("{} port {:02}", ours, port); }

json::object group_row(int index, int port) {
    return {{"index", index}, {"enable", "on"}, {"description", port_name(port)},
        {"port", json::array{port}}};
}

/// An enabled rule that sees calls of this trunk.
bool concerns(const json::value& row, int trunk) {
    const bool by_trunk = words(row, "src_mode") == "sip_trunk";
    return enabled(row) && (!by_trunk || whole(row, "src_id") == trunk);
}

/// One that would take calls with this prefix before ours does.
bool shadows(const json::value& row, int trunk, std::string_view prefix) {
    const auto theirs = words(row, "dst_prefix");
    return concerns(row, trunk) &&
           (theirs.empty() || theirs == "any" || prefix.starts_with(theirs));
}

}  // namespace

result<voice_config> read_config(const json::value& answer) {
    voice_config out;
    const std::pair<const char*, json::array*> sections[] = {{"sip_trunk", &out.trunks},
        {"port_group", &out.groups}, {"ip_to_tel_routing", &out.to_tel},
        {"tel_to_ip_routing", &out.to_ip}};
    for (const auto& [name, into] : sections) {
        const auto* v = member(answer, name);
        if (v == nullptr) continue;  // an empty table may be left out
        if (!v->is_array()) return failure{"protocol", fmt::format("`{}` is no list", name)};
        *into = v->get_array();
    }
    return out;
}

std::string config_question(bool as_list) {
    constexpr const char* sections[] = {
        "sip_trunk", "port_group", "ip_to_tel_routing", "tel_to_ip_routing"};
    json::array list;
    json::object object;
    for (const auto* s : sections) {
        list.emplace_back(s);
        object[s] = json::array{};
    }
    return as_list ? json::serialize(list) : json::serialize(object);
}

voice_step plan_trunk(const voice_config& now, const voice_plan& plan) {
    voice_step out;
    json::object wish{{"index", -1}, {"enable", "on"}, {"domain", plan.sip_host},
        {"port", plan.sip_port}, {"description", ours}, {"check_network_status", "on"}};
    for (const auto& row : now.trunks) {
        const bool leads_here = enabled(row) && words(row, "domain") == plan.sip_host &&
                                whole(row, "port").value_or(5060) == plan.sip_port;
        if (!leads_here || index_of(row) < 0) continue;
        out.index = index_of(row);
        out.found = {"trunk", true,
            fmt::format("trunk {} leads to {}:{}", out.index, plan.sip_host, plan.sip_port), ""};
        return out;
    }
    for (const auto& row : now.trunks)  // ours, from when we lived elsewhere
        if (words(row, "description") == ours && out.index < 0) out.index = index_of(row);
    if (out.index < 0) out.index = free_place(now.trunks, {}, "domain");
    if (out.index < 0) {
        out.found = {"trunk", false, "all of the box's trunks are taken",
            "Delete a trunk that nobody uses on the box"};
        return out;
    }
    wish["index"] = out.index;
    out.rows.push_back(std::move(wish));
    out.found = {"trunk", true,
        fmt::format("trunk {} now leads to {}:{}", out.index, plan.sip_host, plan.sip_port), ""};
    return out;
}

voice_step plan_groups(const voice_config& now, const voice_plan& plan) {
    voice_step out;
    std::set<int> taken;
    int kept = 0;
    for (int port = 0; port < plan.ports; ++port) {
        int place = -1;
        for (const auto& row : now.groups)
            if (words(row, "description") == port_name(port) && place < 0) place = index_of(row);
        if (place < 0) place = free_place(now.groups, taken, "description");
        out.groups.push_back(-1);
        if (place < 0) continue;
        taken.insert(place);
        auto wish = group_row(place, port);
        const auto* row = at_index(now.groups, place);
        if (row != nullptr && enabled(*row) && has_all(*row, wish)) {
            out.groups.back() = place;
            ++kept;
        } else {
            out.rows.push_back(std::move(wish));
        }
    }
    out.found = {"groups", true,
        fmt::format("{} of {} ports have a group of their own; the others are named by their port",
            kept, plan.ports),
        ""};
    return out;
}

voice_step plan_rules(
    const voice_config& now, const voice_plan& plan, int trunk, const std::vector<int>& groups) {
    voice_step out;
    out.found = {"prefixes", true, "", ""};
    std::set<int> taken;
    int well = 0;
    for (int port = 0; port < plan.ports; ++port) {
        const auto prefix = fmt::format("{:02}", port);
        int place = -1;
        for (const auto& row : now.to_tel)
            if (place < 0 && concerns(row, trunk) && words(row, "dst_prefix") == prefix)
                place = index_of(row);
        if (place < 0) place = free_place(now.to_tel, taken, "dst_prefix");
        if (place < 0) {
            out.found = {"prefixes", false,
                fmt::format("the box has no room for the rule of port {}", port),
                "Delete IP->Tel rules that nobody uses on the box"};
            return out;
        }
        taken.insert(place);
        const auto p = static_cast<std::size_t>(port);
        const int group = p < groups.size() ? groups[p] : -1;
        json::object wish{{"index", place}, {"enable", "on"}, {"description", port_name(port)},
            {"src_mode", "sip_trunk"}, {"src_id", trunk}, {"src_prefix", ""},
            {"dst_mode", group < 0 ? "port" : "port_group"}, {"dst_id", group < 0 ? port : group},
            {"dst_prefix", prefix}, {"operation", "Allow"}, {"del_digit", 2},
            {"reserve_digit", keep_all_digits}, {"prefix_to_be_added", "+"},
            {"suffix_to_be_added", ""}};
        for (const auto& row : now.to_tel) {
            const int other = index_of(row);
            if (other < 0 || other >= place || taken.contains(other) ||
                !shadows(row, trunk, prefix))
                continue;
            out.found = {"prefixes", false,
                fmt::format("rule {} of the box takes calls for port {} first", other, port),
                "Delete that IP->Tel rule on the box, or move it below ours"};
        }
        const auto* row = at_index(now.to_tel, place);
        if (row != nullptr && has_all(*row, wish))
            ++well;
        else
            out.rows.push_back(std::move(wish));
    }
    if (out.found.ok)
        out.found.detail =
            fmt::format("{} prefixes were right, {} are written: 00 to {:02} pick the port", well,
                out.rows.size(), plan.ports - 1);
    return out;
}

voice_step plan_way_back(const voice_config& now, int trunk) {
    voice_step out;
    const json::value* last = nullptr;
    for (const auto& row : now.to_ip) {
        if (!enabled(row)) continue;
        last = &row;
        if (words(row, "dst_mode") != "sip_trunk" || whole(row, "dst_id") != trunk) continue;
        out.found = {
            "way back", true, fmt::format("Tel->IP rule {} leads to us", index_of(row)), ""};
        return out;
    }
    if (last == nullptr || index_of(*last) < 0) {
        out.found = {"way back", false, "no Tel->IP rule brings calls from the SIMs to anybody",
            fmt::format("Add a Tel->IP rule to trunk {} on the box", trunk)};
        return out;
    }
    // The lowest wins, so the last is the default.
    out.rows.push_back(
        json::object{{"index", index_of(*last)}, {"dst_mode", "sip_trunk"}, {"dst_id", trunk}});
    out.found = {
        "way back", true, fmt::format("Tel->IP rule {} now leads to us", index_of(*last)), ""};
    return out;
}

}  // namespace zenix::gateways::drivers::dinstar
