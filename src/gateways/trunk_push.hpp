#pragma once
#include <memory>

#include "asterisk/verbs.hpp"
#include "base/secret.hpp"
#include "gateways/route_book.hpp"

namespace zenix::gateways {

/// Tells Asterisk which trunks there are: PJSIP endpoint, address, identification and, where the
/// provider asks for it, credentials. Asterisk keeps them in memory only; after its restart all are
/// pushed again.
class trunk_push {
  public:
    trunk_push(std::shared_ptr<asterisk::session> ari, secret::master_key key, route_book& book);

    task<result<void>> push(trunk t);
    task<void> erase(trunk t);
    task<void> push_all();
    /// Asterisk's word on whether a trunk answers.
    void on_event(const asterisk::event& e);

    [[nodiscard]] std::string seal_password(std::string_view plain) const;

  private:
    asterisk::verbs ari_;
    secret::master_key key_;
    route_book& book_;
};

}  // namespace zenix::gateways
