#include "tools/bench/tls.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tools/bench/child.h"
#include "tools/bench/founding.h"
#include "tools/bench/names.h"
#include "tools/bench/rounds.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

struct Mode {
  const char* name;
  bool stream;
  int batch;
  int in_flight;
  int streams;
  double loans;
};

constexpr Mode kModes[] = {
    {kTlsUnary, false, 1, 64, 1, 20'000},
    {kTlsStream, true, 1, 512, 1, 60'000},
    {kTlsBatches, true, 1000, 8, 4, 200'000},
};

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsIn(const fs::path& ca) {
  return grpc::SslCredentials({.pem_root_certs = TextOf(ca / "ca.pem"),
                               .pem_private_key = TextOf(ca / "office-1.key"),
                               .pem_cert_chain = TextOf(ca / "office-1.pem")});
}

void MakeCertificates(const std::string& dev_ca, const fs::path& ca) {
  fs::remove_all(ca);
  const std::string command = "'" + dev_ca + "' '" + ca.string() + "' >/dev/null";
  if (std::system(command.c_str()) == 0) return;
  std::cerr << "cannot make certificates: " << command << "\n";
  std::exit(1);
}

// One side of the comparison.
struct Side {
  const char* name;
  Who who;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
};

Measured Drive(const Side& side, const Mode& mode, Load load) {
  load.who = side.who;
  return mode.stream ? DriveStream(side.channels, load) : DriveUnary(side.channels[0], load);
}

}  // namespace

void RunTls(const Settings& settings, Report& report) {
  const fs::path folder = settings.folder;
  const fs::path ca = folder / "ca";
  MakeCertificates(settings.dev_ca, ca);
  for (const char* store : {"plain", "tls"}) fs::remove_all(folder / store);
  {
    Child plain({settings.ippledged, "--store", folder / "plain", "--listen", "127.0.0.1:0"});
    Child secure({settings.ippledged, "--store", folder / "tls", "--listen", "127.0.0.1:0",
                  "--tls-certificate", ca / "server.pem", "--tls-key", ca / "server.key",
                  "--tls-authorities", ca / "ca.pem", "--tls-revoked", ca / "revoked.pem"});
    const Side sides[] = {
        {kPlainText, {}, Connect(plain.address(), 4)},
        {kMutualTls, kByCertificate, Connect(secure.address(), 4, CredentialsIn(ca))}};
    for (const Side& side : sides) Found(side.channels[0], side.who);
    Numbers numbers;
    for (const Mode& mode : kModes) {
      std::vector<Contender> contenders;
      for (const Side& side : sides) {
        contenders.push_back({.name = side.name, .record = [&side, &mode](const Load& load) {
                                return Drive(side, mode, load);
                              }});
      }
      const Load load{.loans = settings.Loans(mode.loans, mode.batch, mode.batch == 1 ? 100 : 10),
                      .batch = mode.batch,
                      .in_flight = mode.in_flight,
                      .streams = mode.streams};
      report.Add(Interleave(mode.name, settings.rounds, load, contenders, numbers));
    }
  }
  for (const char* part : {"ca", "plain", "tls"}) fs::remove_all(folder / part);
}

}  // namespace ippledge::bench
