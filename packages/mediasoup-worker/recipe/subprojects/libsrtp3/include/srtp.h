/*
 * The calls of libsrtp 3 that mediasoup-worker makes, over libsrtp 2.
 *
 * libsrtp 2 is included first, under its own names. The names that mean something else in libsrtp 3 are then
 * redirected to the srtp3_* declarations below, for the worker's sources only (srtp3.c needs both meanings).
 */
#ifndef CONVENE_SRTP3_OVER_SRTP2_H
#define CONVENE_SRTP3_OVER_SRTP2_H

#include <stddef.h>
#include <stdint.h>
#include <srtp2/srtp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Errors that only libsrtp 3 has; the numbers lie above those of libsrtp 2. */
#define srtp_err_status_buffer_small ((srtp_err_status_t)28)
#define srtp_err_status_cryptex_err ((srtp_err_status_t)29)

/* A policy is an opaque handle in libsrtp 3, and an open struct in libsrtp 2. */
typedef struct srtp3_policy *srtp3_policy_t;

srtp_err_status_t srtp_policy_create(srtp3_policy_t *policy);
void srtp_policy_destroy(srtp3_policy_t policy);
srtp_err_status_t srtp_policy_set_ssrc(srtp3_policy_t policy, srtp_ssrc_t ssrc);
srtp_err_status_t srtp_policy_set_profile(srtp3_policy_t policy, srtp_profile_t profile);
srtp_err_status_t srtp_policy_add_key(srtp3_policy_t policy,
                                      const uint8_t *key, size_t key_len,
                                      const uint8_t *salt, size_t salt_len,
                                      const uint8_t *mki, size_t mki_len);
srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp3_policy_t policy, int allow);
srtp_err_status_t srtp_policy_set_window_size(srtp3_policy_t policy, size_t packets);

srtp_err_status_t srtp3_create(srtp_t *session, srtp3_policy_t policy);

/* The SSRC is handed on as it is: the caller has it in network byte order, which is what libsrtp 2 wants. */
srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc);

/* `out_len` is the room in `out` before the call, and the length of the packet in it after the call. */
srtp_err_status_t srtp3_protect(srtp_t session, const uint8_t *in, size_t in_len,
                                uint8_t *out, size_t *out_len, size_t mki_index);
srtp_err_status_t srtp3_unprotect(srtp_t session, const uint8_t *in, size_t in_len,
                                  uint8_t *out, size_t *out_len);
srtp_err_status_t srtp3_protect_rtcp(srtp_t session, const uint8_t *in, size_t in_len,
                                     uint8_t *out, size_t *out_len, size_t mki_index);
srtp_err_status_t srtp3_unprotect_rtcp(srtp_t session, const uint8_t *in, size_t in_len,
                                       uint8_t *out, size_t *out_len);

#ifdef __cplusplus
}
#endif

#ifndef CONVENE_SRTP3_IMPLEMENTATION
#define srtp_policy_t srtp3_policy_t
#define srtp_create srtp3_create
#define srtp_protect srtp3_protect
#define srtp_unprotect srtp3_unprotect
#define srtp_protect_rtcp srtp3_protect_rtcp
#define srtp_unprotect_rtcp srtp3_unprotect_rtcp
#endif

#endif
