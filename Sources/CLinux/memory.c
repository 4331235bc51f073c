// Memory that was needed once.
#define _GNU_SOURCE
#include "shim.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Unmaps the pages of code and constants of one library; those that are needed come back from the
// page cache. What the program or the linker has written to is in other segments.
static int let_go(struct dl_phdr_info *library, size_t size, void *unused) {
  (void)size;
  (void)unused;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < library->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &library->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) continue;
    uintptr_t start = (library->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    uintptr_t end = library->dlpi_addr + segment->p_vaddr + segment->p_filesz;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void belfry_give_memory_back(void) {
  malloc_trim(0);
  dl_iterate_phdr(let_go, 0);
}
