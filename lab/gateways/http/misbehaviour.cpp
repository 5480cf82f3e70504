#include "lab/gateways/http/misbehaviour.hpp"

#include "base/json.hpp"
#include "lab/gateways/http/port.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace zenix::lab {
namespace {

json::value twisted(const json::value& v) {
    if (const auto* n = v.if_int64()) return json::string(std::to_string(*n));
    if (v.is_bool()) return json::value(v.get_bool() ? "yes" : "no");
    if (v.is_string()) return json::value(static_cast<std::int64_t>(v.get_string().size()));
    if (const auto* list = v.if_array()) {
        json::object out;
        for (std::size_t i = 0; i < list->size(); ++i) out[std::to_string(i)] = twisted((*list)[i]);
        return out;
    }
    if (const auto* o = v.if_object()) {
        json::object out;
        for (const auto& m : *o) out[m.key()] = twisted(m.value());
        return out;
    }
    return v;
}

}  // namespace

void misbehave(const wire_faults& f, box_reply& r) {
    if (f.status != 0) {
        r.status = f.status;
        r.body.clear();
        r.headers.clear();
    }
    if (f.rubbish) r.body = *f.rubbish;
    if (!f.wrong_types && f.padding == 0 && !f.wrong_serial) return;
    boost::system::error_code bad;
    auto v = json::parse(r.body, bad);
    if (bad || !v.is_object()) return;
    if (f.wrong_serial) v.get_object()["sn"] = *f.wrong_serial;
    if (f.wrong_types) v = twisted(v);
    if (f.padding > 0) v.get_object()["padding"] = std::string(f.padding, 'x');
    r.body = json::serialize(v);
}

}  // namespace zenix::lab
