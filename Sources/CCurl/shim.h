#pragma once
// The checks of argument types are macros around functions with variable arguments, and the wrappers below have types.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// Swift imports no function with a variable number of arguments: one wrapper for each type of the last one.

static inline CURLcode walras_curl_number(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode walras_curl_text(CURL *easy, CURLoption option, const char *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode walras_curl_pointer(CURL *easy, CURLoption option, void *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode walras_curl_length(CURL *easy, CURLoption option, curl_off_t value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode walras_curl_writer(CURL *easy, curl_write_callback body) { return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body); }
static inline CURLcode walras_curl_opener(CURL *easy, curl_opensocket_callback body) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, body);
}
static inline CURLcode walras_curl_ask_number(CURL *easy, CURLINFO info, long *value) { return curl_easy_getinfo(easy, info, value); }

static inline CURLMcode walras_curl_multi_number(CURLM *multi, CURLMoption option, long value) { return curl_multi_setopt(multi, option, value); }
static inline CURLMcode walras_curl_multi_pointer(CURLM *multi, CURLMoption option, void *value) { return curl_multi_setopt(multi, option, value); }
static inline CURLMcode walras_curl_multi_sockets(CURLM *multi, curl_socket_callback body) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, body);
}
static inline CURLMcode walras_curl_multi_timers(CURLM *multi, curl_multi_timer_callback body) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, body);
}

// The next transfer that has ended, or null.
static inline CURL *walras_curl_multi_ended(CURLM *multi, CURLcode *result) {
    int left;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    if (!message) return NULL;
    *result = message->data.result;
    return message->easy_handle;
}

// Copies the bytes of an address, in network order, and says how many: 4, 16, or 0 for what is no address of the internet.
static inline int walras_curl_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

// As libcurl opens a socket itself; children of this process do not inherit it.
static inline curl_socket_t walras_curl_open(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
