// tests/testing/test_authority.h: an authority that issues and revokes certificates as a test needs
// them, good ones and bad ones.
//
// Keys are real and of this process alone; serial numbers count up. Crashes when OpenSSL fails.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace ippledge {

enum class TestKey { kEc, kRsa, kWeakRsa, kEd25519 };

// ("O", "icbc-nm"), in the order of the subject.
using TestName = std::vector<std::pair<std::string, std::string>>;

struct Issued {
  std::string certificate;  // PEM
  std::string key;          // PEM
  long serial = 0;          // NOLINT(runtime/int): OpenSSL's own type
};

class TestAuthority {
 public:
  struct Wish {
    TestName subject;
    absl::Time from = absl::Now() - absl::Hours(1);
    absl::Time until = absl::Now() + absl::Hours(24 * 30);
    bool is_server = false;
    TestKey key = TestKey::kEc;
  };

  // Signed by `issuer`, else by itself.
  explicit TestAuthority(const std::string& name = "test authority",
                         const TestAuthority* issuer = nullptr);
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // Its own certificate, PEM.
  const std::string& pem() const { return pem_; }

  Issued Issue(const Wish& wish) const;
  Issued IssueTo(const std::string& organisation, const std::string& role,
                 const std::string& person) const;
  Issued IssueToSystem(const std::string& organisation, const std::string& role,
                       const std::string& person) const;
  // For localhost and 127.0.0.1.
  Issued IssueToServer() const;

  struct ListWish {
    std::vector<long> revoked;  // NOLINT(runtime/int)
    absl::Time from = absl::Now() - absl::Hours(1);
    absl::Time next = absl::Now() + absl::Hours(24 * 30);  // InfiniteFuture: does not say
    long number = 0;  // NOLINT(runtime/int): 0 for the next one, below for none
  };
  // A revocation list, PEM.
  std::string List(const ListWish& wish) const;
  std::string List() const { return List({}); }

 private:
  void Sign(X509* certificate) const;

  EVP_PKEY* key_ = nullptr;
  X509* certificate_ = nullptr;
  std::string pem_;
  mutable long next_serial_ = 0x1000;  // NOLINT(runtime/int)
  mutable long next_list_ = 0x100;     // NOLINT(runtime/int)
};

// Replaces a file as a whole; mode 0600.
void ReplaceFile(const std::string& path, const std::string& text);

}  // namespace ippledge
