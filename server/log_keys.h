// server/log_keys.h: whose keys sign the programmes' checkpoints.
//
// Each programme has keys of its own, files in its folder of keys (storage/log_key_file.h), made
// when it is first opened. Their name is the origin of its checkpoints: the server's origin, "/"
// and the programme's id.
#pragma once

#include <string>
#include <vector>

#include "engine/programmes.h"
#include "proof/verifier_key.h"

namespace ippledge::server {

inline constexpr char kOriginDefault[] = "ippledge.local";

struct LogKeySettings {
  std::string folder;  // of keys, one below it a programme
  std::string origin = kOriginDefault;
  std::vector<proof::KeyType> algorithms = {proof::KeyType::kEd25519};  // a line of each
};

// Makes missing keys and tells, in the log, by which a programme's checkpoints can be verified.
// FAILED_PRECONDITION: a key that has signed before is not there, or the origin is not the one that
// it signed for.
engine::Notary NotaryOf(LogKeySettings settings);

}  // namespace ippledge::server
