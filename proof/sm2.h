// proof/sm2.h: SM2 signatures with SM3 (GB/T 32918.2 and 32905, the curve of 32918.5), with the
// customary user id 1234567812345678. Any thread.
//
// A secret is the number d, 32 bytes big-endian, from 1 to n - 2. A public key is the uncompressed
// point, 04 then x then y, 65 bytes: the form that devices and libraries for SM2 all take. A
// signature is r then s, 32 bytes each: the form that JavaScript's libraries and most Chinese
// interfaces give, of one length, where DER has several. Crashes when OpenSSL fails, which is when
// memory is gone or its default provider is.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::proof {

inline constexpr std::size_t kSm2SecretBytes = 32;
inline constexpr std::size_t kSm2PublicKeyBytes = 65;
inline constexpr std::size_t kSm2SignatureBytes = 64;
inline constexpr absl::string_view kSm2UserId = "1234567812345678";

// A secret nobody can guess; the caller wipes it.
std::string NewSm2Secret();
// Whether `bytes` are a number that may be a secret.
bool IsSm2Secret(absl::string_view bytes);
// Whether `bytes` are an uncompressed point of the curve.
bool IsSm2PublicKey(absl::string_view bytes);

// Precondition of both (checked): IsSm2Secret(secret).
std::string Sm2PublicKey(absl::string_view secret);
// Another each time: there is randomness in it.
std::string SignSm2(absl::string_view secret, absl::string_view message);

// Precondition (checked): IsSm2PublicKey(public_key).
bool VerifySm2(absl::string_view public_key, absl::string_view message,
               absl::string_view signature);

}  // namespace ippledge::proof
