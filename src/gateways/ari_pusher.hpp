#pragma once
#include "asterisk/verbs.hpp"
#include "gateways/endpoint_pusher.hpp"

#include <memory>
#include <vector>

namespace zenix::gateways {

/// One PJSIP object of a trunk as Asterisk keeps it in memory.
struct pjsip_object {
    std::string type;  ///< `aor`, `auth`, `endpoint`, `identify`, `registration`
    asterisk::variable_map attributes;
};

/// A trunk's objects, all named `trunk-ID`, in the order in which they have to be made. Pure.
[[nodiscard]] std::vector<pjsip_object> objects_of(
    const trunk& t, const std::optional<std::string>& password);

/// Trunks in Asterisk over ARI's dynamic configuration.
class ari_pusher : public endpoint_pusher {
public:
    explicit ari_pusher(std::shared_ptr<asterisk::session> ari)
        : ari_(std::move(ari)) {}

    task<result<void>> push(trunk t, std::optional<std::string> password) override;
    task<result<void>> remove(std::int64_t trunk_id) override;
    task<result<trunk_state>> state(std::int64_t trunk_id) override;

private:
    task<bool> is_there(std::string name, pjsip_object wanted);

    asterisk::verbs ari_;
};

}  // namespace zenix::gateways
