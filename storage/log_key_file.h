// storage/log_key_file.h: the key that signs a programme's checkpoints, a private file of its own.
//
// The file is called "checkpoint-" and the type's name and lies in the programme's folder of keys
// (private_folder.h). It holds the key's text (proof/signing_key.h) and a newline. Errors of all
// besides those named: those of private_folder.h, for folder and file.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"

namespace ippledge::storage {

// "checkpoint-ed25519".
std::string LogKeyFileName(proof::KeyType type);

// nullopt when there is no such file. DATA_LOSS for one that holds no key of this type and name.
absl::StatusOr<std::optional<proof::SigningKey>> ReadLogKey(const std::string& folder,
                                                            proof::KeyType type,
                                                            absl::string_view name);

// A new key, durable when it returns. ALREADY_EXISTS when there is one.
absl::StatusOr<proof::SigningKey> MakeLogKey(const std::string& folder, proof::KeyType type,
                                             absl::string_view name);

// Puts the file aside, under its name and the key's id, if there is one.
absl::Status PutLogKeyAside(const std::string& folder, proof::KeyType type, absl::string_view name);

}  // namespace ippledge::storage
