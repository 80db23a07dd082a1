// Whoever asks in this program is told that the machine has one processor. It decides how long
// locks spin, how many threads gRPC starts, and into how many parts libraries split what threads
// share: instructions would differ from machine to machine. Valgrind runs one thread at a time
// anyway.
#include <dlfcn.h>
#include <sys/sysinfo.h>
#include <unistd.h>

extern "C" {

int get_nprocs() noexcept { return 1; }
int get_nprocs_conf() noexcept { return 1; }

long sysconf(int name) noexcept {
  if (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF) return 1;
  using Sysconf = long (*)(int);
  static const auto rest = reinterpret_cast<Sysconf>(dlsym(RTLD_NEXT, "sysconf"));
  return rest(name);
}

}  // extern "C"
