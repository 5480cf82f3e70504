#include "lab/gateways/dinstar/routing.hpp"

#include "asterisk/json_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zenix::lab {
namespace {

bool all_digits(std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

json::object port_rule(int port) {
    return {{"index", port}, {"enable", "on"}, {"operation", "Allow"},
        {"description", fmt::format("port {}", port)}, {"src_mode", "sip_trunk"}, {"src_id", 0},
        {"dst_mode", "port"}, {"dst_id", port}, {"src_prefix", ""},
        {"dst_prefix", fmt::format("{:02}", port)}, {"prefix_to_be_added", "+"},
        {"suffix_to_be_added", ""}, {"del_digit", 2}, {"reserve_digit", 255}};
}

json::object main_trunk(const sip_address& main) {
    return {{"index", 0}, {"enable", "on"}, {"domain", main.host}, {"port", std::int64_t{main.port}},
        {"description", "main"}, {"check_network_status", "on"}};
}

// asterisk::at wants a value: handed an object, it would copy it and point into the copy.
const json::value& member(const json::object& o, std::string_view name) {
    static const json::value none;
    const auto* m = o.if_contains(name);
    return m != nullptr ? *m : none;
}

std::string text_of(const json::object& o, std::string_view name) {
    const auto* s = member(o, name).if_string();
    return s != nullptr ? std::string(*s) : std::string();
}

int number_of(const json::object& o, std::string_view name) {
    const auto* n = member(o, name).if_int64();
    return n != nullptr && *n > -1'000'000 && *n < 1'000'000 ? static_cast<int>(*n) : 0;
}

bool is_on(const json::object& o) { return text_of(o, "enable") != "off"; }

}  // namespace

std::string e164_of_dialled(std::string_view digits) {
    const std::string d(digits);
    if (d.starts_with('+')) return d;
    if (d.starts_with("00")) return "+" + d.substr(2);
    if (d.size() == 10 && d[0] >= '6') return "+91" + d;
    if (d.size() == 11 && d[0] == '0' && d[1] >= '6') return "+91" + d.substr(1);
    return "+" + d;
}

bool prefix_fits(std::string_view prefix, std::string_view number) {
    if (prefix == "any") return true;
    while (!prefix.empty()) {
        if (number.empty()) return false;
        if (prefix.front() != '[') {
            if (prefix.front() != number.front()) return false;
            prefix.remove_prefix(1);
        } else {
            const auto end = prefix.find(']');
            if (end == std::string_view::npos) return false;
            bool among = false;
            for (std::size_t i = 1; i < end; ++i) {
                const bool range = i + 2 < end && prefix[i + 1] == '-';
                const char low = prefix[i], high = range ? prefix[i + 2] : low;
                among = among || (number.front() >= low && number.front() <= high);
                if (range) i += 2;
            }
            if (!among) return false;
            prefix.remove_prefix(end + 1);
        }
        number.remove_prefix(1);
    }
    return true;
}

dinstar_routing::dinstar_routing(int ports) : ports_(ports) {
    proxy_ = {{"domain", ""}, {"port", 5060}, {"check_network_status", "off"}};
    sections_["sip_trunk"][0] = main_trunk({"127.0.0.1", 5060});
    for (int p = 0; p < ports; ++p) sections_["ip_to_tel_routing"][p] = port_rule(p);
    sections_["tel_to_ip_routing"][63] = {{"index", 63}, {"enable", "on"},
        {"description", "default"}, {"operation", "Allow"}, {"src_mode", "port_group"},
        {"src_id", 0}, {"dst_mode", "sip_trunk"}, {"dst_id", 0}, {"src_prefix", ""},
        {"dst_prefix", ""}, {"prefix_to_be_added", ""}, {"suffix_to_be_added", ""},
        {"del_digit", 0}, {"reserve_digit", 255}};
    sections_["port_group"][0] = {{"index", 0}, {"enable", "on"}, {"description", "all"},
        {"sip_account", ""}, {"sip_authid", ""}, {"reg_type", "no_register"},
        {"select_type", "cyclic_ascending"}};
}

void dinstar_routing::set_main(sip_address main) {
    if (!trunk_was_set_) sections_["sip_trunk"][0] = main_trunk(main);
}

bool dinstar_routing::set(const json::object& asked) {
    auto fresh = sections_;
    auto proxy = proxy_;
    bool trunk_set = trunk_was_set_;
    bool any = false;
    for (const auto& member : asked) {
        const std::string_view name = member.key();
        // One object in a list, or the object by itself: both have been seen.
        if (name == "sip_proxy") {
            const auto* list = member.value().if_array();
            const auto* o = list != nullptr && list->size() == 1 ? list->front().if_object()
                                                                 : member.value().if_object();
            if (o == nullptr) return false;
            for (const auto& m : *o) proxy[m.key()] = m.value();
            any = true;
            continue;
        }
        const auto found = fresh.find(name);
        const auto* list = member.value().if_array();
        if (found == fresh.end() || list == nullptr || list->empty()) return false;
        const int last = name == "tel_to_ip_routing" ? 63 : 31;
        for (const auto& item : *list) {
            const auto* o = item.if_object();
            const auto& index = asterisk::at(item, "index");
            if (o == nullptr || !index.is_int64() || index.get_int64() < 0 ||
                index.get_int64() > last)
                return false;
            if (name == "ip_to_tel_routing") {
                const auto mode = asterisk::text_at(item, "dst_mode");
                const auto& id = asterisk::at(item, "dst_id");
                if (!mode.empty() && mode != "port" && mode != "port_group") return false;
                if (!id.is_null() && (!id.is_int64() || id.get_int64() < 0 ||
                                         id.get_int64() >= (mode == "port" ? ports_ : 32)))
                    return false;
            }
            auto& row = found->second[static_cast<int>(index.get_int64())];
            for (const auto& m : *o) row[m.key()] = m.value();
            if (name == "sip_trunk") trunk_set = true;
        }
        any = true;
    }
    if (!any) return false;
    sections_ = std::move(fresh);
    proxy_ = std::move(proxy);
    trunk_was_set_ = trunk_set;
    return true;
}

json::object dinstar_routing::get(const json::object& asked) const {
    json::object out;
    for (const auto& member : asked) {
        const std::string_view name = member.key();
        if (name == "sip_proxy") out["sip_proxy"] = proxy_;
        const auto found = sections_.find(name);
        if (found == sections_.end()) continue;
        std::vector<std::int64_t> wanted;
        if (const auto* list = member.value().if_array())
            for (const auto& v : *list)
                if (v.is_int64()) wanted.push_back(v.get_int64());
        json::array rows;
        for (const auto& [index, row] : found->second)
            if (wanted.empty() || std::find(wanted.begin(), wanted.end(), index) != wanted.end())
                rows.push_back(row);
        out[name] = std::move(rows);
    }
    return out;
}

sip_address dinstar_routing::trunk(int index) const {
    const auto& trunks = sections_.find("sip_trunk")->second;
    const auto found = trunks.find(index);
    if (found == trunks.end() || !is_on(found->second)) return {};
    return {text_of(found->second, "domain"),
        static_cast<std::uint16_t>(number_of(found->second, "port"))};
}

bool dinstar_routing::comes_from(const json::object& rule, const sip_address& from) const {
    if (text_of(rule, "src_mode") != "sip_trunk") return true;
    return trunk(number_of(rule, "src_id")) == from;
}

// How a group names its ports is UNCONFIRMED: a list, or text with commas, under any of these names.
std::vector<int> dinstar_routing::members(int group) const {
    std::vector<int> out;
    const auto& groups = sections_.find("port_group")->second;
    const auto found = groups.find(group);
    if (found == groups.end() || !is_on(found->second)) return out;
    for (const auto* name : {"port", "ports", "port_list", "member"}) {
        const auto& v = member(found->second, name);
        if (const auto* list = v.if_array())
            for (const auto& p : *list)
                if (p.is_int64()) out.push_back(static_cast<int>(p.get_int64()));
        if (v.is_int64()) out.push_back(static_cast<int>(v.get_int64()));
        if (const auto* text = v.if_string()) {
            for (std::size_t i = 0; i < text->size();) {
                const auto end = std::min(text->find(',', i), text->size());
                const auto piece = std::string_view(*text).substr(i, end - i);
                if (!piece.empty() && piece.size() < 4 && all_digits(piece))
                    out.push_back(std::stoi(std::string(piece)));
                i = end + 1;
            }
        }
    }
    if (out.empty())
        for (int p = 0; p < ports_; ++p) out.push_back(p);
    std::sort(out.begin(), out.end());
    return out;
}

int dinstar_routing::pick(int group, const gsm_box& box, sys_ms at) {
    auto order = members(group);
    const auto& groups = sections_.find("port_group")->second;
    const auto found = groups.find(group);
    if (found == groups.end()) return -1;
    const auto how = text_of(found->second, "select_type");
    if (how.ends_with("descending")) std::reverse(order.begin(), order.end());
    if (how.starts_with("cyclic") && last_.contains(group)) {
        const auto last = std::find(order.begin(), order.end(), last_[group]);
        if (last != order.end()) std::rotate(order.begin(), last + 1, order.end());
    }
    for (const int p : order) {
        const auto* port = box.at(p);
        if (port == nullptr || !port->usable(at) || port->busy_with() != gsm_port::job::none)
            continue;
        last_[group] = p;
        return p;
    }
    return -1;
}

placed_call dinstar_routing::place(std::string_view user, std::string_view caller,
    const sip_address& from, const gsm_box& box, sys_ms at) {
    constexpr int no_route = 3, rejected = 21, no_circuit = 34;
    constexpr std::size_t longest = 32;
    auto digits = user.starts_with('+') ? user.substr(1) : user;
    if (digits.empty() || digits.size() > longest || !all_digits(digits)) return {-1, {}, no_route};
    for (const auto& [index, rule] : sections_.find("ip_to_tel_routing")->second) {
        if (!is_on(rule) || !comes_from(rule, from)) continue;
        if (!prefix_fits(text_of(rule, "src_prefix"), caller)) continue;
        if (!prefix_fits(text_of(rule, "dst_prefix"), user)) continue;
        if (text_of(rule, "operation") == "Forbid") return {-1, {}, rejected};
        std::string number(user);
        number.erase(0, static_cast<std::size_t>(std::max(0, number_of(rule, "del_digit"))));
        const auto& keep = member(rule, "reserve_digit");
        if (keep.is_int64() && keep.get_int64() >= 0 && keep.get_int64() < 255 &&
            number.size() > static_cast<std::size_t>(keep.get_int64()))
            number.erase(0, number.size() - static_cast<std::size_t>(keep.get_int64()));
        number = text_of(rule, "prefix_to_be_added") + number + text_of(rule, "suffix_to_be_added");
        number = e164_of_dialled(number);
        if (number.size() < 4 || number.size() > 16) return {-1, number, no_route};
        const int id = number_of(rule, "dst_id");
        const bool group = text_of(rule, "dst_mode") == "port_group";
        const int port = group ? pick(id, box, at) : id;
        return {port, number, port < 0 ? no_circuit : 0};
    }
    return {-1, {}, no_route};
}

sip_address dinstar_routing::destination(int port) const {
    for (const auto& [index, rule] : sections_.find("tel_to_ip_routing")->second) {
        if (!is_on(rule)) continue;
        const int id = number_of(rule, "src_id");
        const auto group = members(id);
        const bool ours = text_of(rule, "src_mode") == "port"
                              ? id == port
                              : std::find(group.begin(), group.end(), port) != group.end();
        if (!ours) continue;
        if (text_of(rule, "operation") == "Forbid") return {};
        return trunk(number_of(rule, "dst_id"));
    }
    return {};
}

}  // namespace zenix::lab
