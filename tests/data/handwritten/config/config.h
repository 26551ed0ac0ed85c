#ifndef CONFIG_H
#define CONFIG_H
#include <stdint.h>
#include <stdbool.h>
#define CONFIG_MAX_PEERS 4
#define CONFIG_NAME_LEN 32
struct config_addr { uint8_t family; uint16_t port; union { uint8_t v4[4]; uint8_t v6[16]; uint32_t words[4]; } ip; };
struct config_peer { char name[CONFIG_NAME_LEN]; struct config_addr addr; uint8_t key[32]; int8_t weight; };
struct config_limits { long max_open; unsigned long max_bytes; float ratio; double decay[3]; };
struct config {
  uint32_t version;
  bool verbose;
  struct config_limits limits;
  struct config_peer peers[CONFIG_MAX_PEERS];
  uint8_t peer_count;
  int16_t table[2][8];
  const char *path;
};
void config_init(struct config *config);
int config_validate(const struct config *config);
struct config_limits config_limits_of(const struct config *config);
int config_add_peer(struct config *config, struct config_peer peer);
#endif
