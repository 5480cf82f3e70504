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
/// `qualify_s`: how often Asterisk asks whether it answers (OPTIONS, RFC 3261 §11).
[[nodiscard]] std::vector<pjsip_object> objects_of(
    const trunk& t, const std::optional<std::string>& password, int qualify_s = 10);

/// Trunks in Asterisk over ARI's dynamic configuration.
class ari_pusher : public endpoint_pusher {
  public:
    explicit ari_pusher(std::shared_ptr<asterisk::session> ari, int qualify_s = 10)
        : ari_(std::move(ari)), qualify_s_(qualify_s) {}

    task<result<bool>> push(trunk t, std::optional<std::string> password) override;
    task<result<void>> remove(std::int64_t trunk_id) override;
    task<result<trunk_state>> state(std::int64_t trunk_id) override;

  private:
    task<bool> is_there(std::string name, pjsip_object wanted);

    asterisk::verbs ari_;
    int qualify_s_;
};

}  // namespace zenix::gateways
