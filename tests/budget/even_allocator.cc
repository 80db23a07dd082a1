// The memory of this program: each request takes as many instructions as any other of its kind.
// What a real allocator takes depends on what was given back before, by which thread: counts of
// the same work would differ by several per cent from run to run.
//
// A block is a power of two bytes, with a header before what is handed out. Each thread has a list
// of free blocks for each size, where what it gives back goes, whoever asked for it. Nothing is
// ever given back to the system.
#include <sys/mman.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

struct Header {
  std::uint32_t size_class;  // the block has 2^size_class bytes
  std::uint32_t from_begin;  // bytes from its begin to what is handed out
  std::uint64_t unused;      // keeps what is handed out aligned to 16
};
static_assert(sizeof(Header) == 16);

struct FreeBlock {
  FreeBlock* next;
};

constexpr int kClasses = 48;
constexpr std::size_t kBytesMax = std::size_t{1} << (kClasses - 1);
constexpr std::size_t kRegionBytes = std::size_t{4} << 20;

thread_local constinit FreeBlock* free_blocks[kClasses] = {};
thread_local constinit char* region = nullptr;
thread_local constinit std::size_t region_bytes = 0;  // that are left of it

char* FromSystem(std::size_t bytes) {
  void* const memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

char* BlockOf(int size_class) {
  if (FreeBlock* const block = free_blocks[size_class]; block != nullptr) {
    free_blocks[size_class] = block->next;
    return reinterpret_cast<char*>(block);
  }
  const std::size_t bytes = std::size_t{1} << size_class;
  if (bytes >= kRegionBytes) return FromSystem(bytes);
  if (region_bytes < bytes) {
    region = FromSystem(kRegionBytes);
    region_bytes = region == nullptr ? 0 : kRegionBytes;
    if (region == nullptr) return nullptr;
  }
  char* const block = region;
  region += bytes;
  region_bytes -= bytes;
  return block;
}

Header* HeaderOf(void* given) { return reinterpret_cast<Header*>(given) - 1; }

std::size_t RoomOf(void* given) {
  const Header& header = *HeaderOf(given);
  return (std::size_t{1} << header.size_class) - header.from_begin;
}

// `alignment`: a power of two, at least 16.
void* Give(std::size_t bytes, std::size_t alignment) {
  const std::size_t most = bytes + alignment;  // the header lies before an aligned place
  if (most < bytes || most > kBytesMax) {
    errno = ENOMEM;
    return nullptr;
  }
  const int size_class = static_cast<int>(std::bit_width(most - 1));
  char* const block = BlockOf(size_class);
  if (block == nullptr) {
    errno = ENOMEM;
    return nullptr;
  }
  const auto begin = reinterpret_cast<std::uintptr_t>(block);
  const std::uintptr_t given = (begin + sizeof(Header) + alignment - 1) & ~(alignment - 1);
  char* const memory = block + (given - begin);
  *HeaderOf(memory) = {.size_class = static_cast<std::uint32_t>(size_class),
                       .from_begin = static_cast<std::uint32_t>(given - begin),
                       .unused = 0};
  return memory;
}

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) noexcept { return Give(bytes, sizeof(Header)); }

void free(void* given) noexcept {
  if (given == nullptr) return;
  const Header header = *HeaderOf(given);
  auto* const block = reinterpret_cast<FreeBlock*>(static_cast<char*>(given) - header.from_begin);
  block->next = free_blocks[header.size_class];
  free_blocks[header.size_class] = block;
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  std::size_t all = 0;
  if (__builtin_mul_overflow(count, bytes, &all)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* const given = malloc(all);
  if (given != nullptr) std::memset(given, 0, all);
  return given;
}

void* realloc(void* given, std::size_t bytes) noexcept {
  if (given == nullptr) return malloc(bytes);
  if (bytes == 0) {
    free(given);
    return nullptr;
  }
  const std::size_t room = RoomOf(given);
  if (bytes <= room) return given;
  void* const larger = malloc(bytes);
  if (larger == nullptr) return nullptr;
  std::memcpy(larger, given, room);
  free(given);
  return larger;
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return Give(bytes, alignment < sizeof(Header) ? sizeof(Header) : alignment);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return memalign(alignment, bytes);
}

int posix_memalign(void** given, std::size_t alignment, std::size_t bytes) noexcept {
  if (!std::has_single_bit(alignment) || alignment % sizeof(void*) != 0) return EINVAL;
  void* const memory = memalign(alignment, bytes);
  if (memory == nullptr) return ENOMEM;
  *given = memory;
  return 0;
}

std::size_t malloc_usable_size(void* given) noexcept {
  return given == nullptr ? 0 : RoomOf(given);
}

}  // extern "C"
