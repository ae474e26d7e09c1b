/* Stands before the system's resolver, so that a proof decides what names mean, and when they come to mean something else.
   $WALRAS_PROOF_NAMES is a file of lines "NAME ADDRESS[,ADDRESS...]", read at every question; other names are not found. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct addrinfo *entry(const char *text, int port) {
    unsigned char bytes[16];
    int family = inet_pton(AF_INET, text, bytes) == 1 ? AF_INET : inet_pton(AF_INET6, text, bytes) == 1 ? AF_INET6 : 0;
    if (!family) return NULL;
    struct addrinfo *made = calloc(1, sizeof *made + sizeof(struct sockaddr_in6));
    if (!made) return NULL;
    made->ai_family = family;
    made->ai_socktype = SOCK_STREAM;
    made->ai_protocol = IPPROTO_TCP;
    made->ai_addr = (struct sockaddr *)(made + 1);
    made->ai_addr->sa_family = family;
    if (family == AF_INET) {
        struct sockaddr_in *address = (struct sockaddr_in *)made->ai_addr;
        made->ai_addrlen = sizeof *address;
        address->sin_port = htons(port);
        memcpy(&address->sin_addr, bytes, 4);
    } else {
        struct sockaddr_in6 *address = (struct sockaddr_in6 *)made->ai_addr;
        made->ai_addrlen = sizeof *address;
        address->sin6_port = htons(port);
        memcpy(&address->sin6_addr, bytes, 16);
    }
    return made;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    char line[1024], *rest;
    struct addrinfo **end = found;
    FILE *names = fopen(getenv("WALRAS_PROOF_NAMES"), "r");
    (void)hints;
    *found = NULL;
    if (!names) return EAI_FAIL;
    while (fgets(line, sizeof line, names)) {
        char *name = strtok_r(line, " \n", &rest), *address;
        if (!name || !node || strcasecmp(name, node)) continue;
        while ((address = strtok_r(NULL, ", \n", &rest))) {
            *end = entry(address, service ? atoi(service) : 0);
            if (*end) end = &(*end)->ai_next;
        }
    }
    fclose(names);
    return *found ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list) {
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list);
        list = next;
    }
}
