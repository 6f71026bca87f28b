/*
 * Key files. The secret never leaves locked memory: it is taken out of the text, and written over
 * there, before the rest of the text is read as a document.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base_internal.h"
#include "gauger/base/base64.h"
#include "gauger/base/sign.h"

#define TEXT_MAX   4096 /* most bytes of a key file */
#define BOX_BYTES  (GG_SEED_BYTES + crypto_secretbox_MACBYTES)
#define PASSES_MAX 4
#define MEMORY_MAX ((size_t)1 << 30)

/* What a key file holds, in locked memory. */
typedef struct key_file {
    char text[TEXT_MAX + 1];
    unsigned char secret[BOX_BYTES]; /* the seed, or the box around it */
    unsigned char seed[GG_SEED_BYTES];
    unsigned char key[crypto_secretbox_KEYBYTES];
    size_t n_text, n_secret;
    unsigned char public_key[GG_PUBLIC_BYTES];
    bool passphrase;
    unsigned char nonce[crypto_secretbox_NONCEBYTES], salt[crypto_pwhash_SALTBYTES];
    unsigned long long passes;
    size_t memory;
} key_file;

static gg_status damaged(gg_error *err)
{
    return gg_error_set(err, GG_E_INPUT, "restore the key from its backup",
                        "not a whole key file (" GG_KEY_FORMAT ")");
}

static gg_status new_key_file(key_file **out, gg_error *err)
{
    gg_sodium_once();
    *out = sodium_malloc(sizeof **out);
    if (!*out)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    sodium_memzero(*out, sizeof **out);
    return GG_OK;
}

/* ---- reading */

static gg_status read_private(int fd, const char *path, key_file *k, gg_error *err)
{
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) != 0)
        return gg_file_error(path, errno, "read", err);
    if (!S_ISREG(st.st_mode))
        return gg_error_set(err, GG_E_INPUT, "name a key file", "is not a regular file");
    if (st.st_mode & 077)
        return gg_error_set(err, GG_E_USAGE, "chmod 600 it, if nobody else can have read it",
                            "others than its owner have access to this secret key (mode %03o)",
                            (unsigned)(st.st_mode & 0777));
    while (k->n_text <= TEXT_MAX) {
        n = read(fd, k->text + k->n_text, sizeof k->text - k->n_text);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return gg_file_error(path, errno, "read", err);
        if (n == 0)
            break;
        k->n_text += (size_t)n;
    }
    if (k->n_text > TEXT_MAX)
        return damaged(err);
    k->text[k->n_text] = '\0';
    return GG_OK;
}

/* Takes the value of "secret" out of the text; what stands there then tells nothing. */
static bool take_secret(key_file *k)
{
    static const char name[] = "\"secret\"";
    char *at = strstr(k->text, name), *end;

    if (!at || strlen(k->text) != k->n_text)
        return false;
    at += strlen(name);
    at += strspn(at, " \t\r\n");
    if (*at++ != ':')
        return false;
    at += strspn(at, " \t\r\n");
    if (*at++ != '"' || !(end = strchr(at, '"')))
        return false;
    if (!gg_base64_read(at, (size_t)(end - at), k->secret, sizeof k->secret, &k->n_secret))
        return false;
    memset(at, 'A', (size_t)(end - at));
    return true;
}

static bool read_costs(const json_t *document, key_file *k)
{
    json_int_t passes = json_integer_value(json_object_get(document, "operations"));
    json_int_t memory = json_integer_value(json_object_get(document, "memory"));

    if (passes < (json_int_t)crypto_pwhash_OPSLIMIT_INTERACTIVE || passes > PASSES_MAX ||
        memory < (json_int_t)crypto_pwhash_MEMLIMIT_INTERACTIVE || memory > (json_int_t)MEMORY_MAX)
        return false;
    k->passes = (unsigned long long)passes;
    k->memory = (size_t)memory;
    return true;
}

/* The file is whole: these keys, and no others. */
static gg_status read_members(const json_t *document, key_file *k, gg_error *err)
{
    const char *protection = gg_json_string(document, "protection", "");
    char id[GG_KEY_ID];

    k->passphrase = strcmp(protection, "argon2id") == 0;
    if (strcmp(gg_json_string(document, "format", ""), GG_KEY_FORMAT) != 0 ||
        strcmp(gg_json_string(document, "algorithm", ""), "ed25519") != 0 ||
        !gg_base64_exact(gg_json_string(document, "public", NULL), k->public_key,
                         sizeof k->public_key) ||
        strcmp(gg_json_string(document, "key", ""), gg_key_id(k->public_key, id)) != 0 ||
        (!k->passphrase && strcmp(protection, "none") != 0) ||
        json_object_size(document) != (k->passphrase ? 10 : 6) ||
        k->n_secret != (k->passphrase ? BOX_BYTES : GG_SEED_BYTES))
        return damaged(err);
    if (!k->passphrase)
        return GG_OK;
    if (!gg_base64_exact(gg_json_string(document, "nonce", NULL), k->nonce, sizeof k->nonce) ||
        !gg_base64_exact(gg_json_string(document, "salt", NULL), k->salt, sizeof k->salt))
        return damaged(err);
    if (!read_costs(document, k))
        return gg_error_set(err, GG_E_INPUT, "restore the key from its backup",
                            "the costs of its passphrase are beyond what gauger writes");
    return GG_OK;
}

static gg_status read_key_file(const char *path, key_file *k, gg_error *err)
{
    int fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    json_t *document = NULL;
    gg_status st;

    if (fd < 0)
        return gg_file_error(path, errno, "read", err);
    st = read_private(fd, path, k, err);
    close(fd);
    if (st == GG_OK && !take_secret(k))
        st = damaged(err);
    if (st == GG_OK && gg_json_parse(k->text, k->n_text, path, &document, NULL) != GG_OK)
        st = damaged(err);
    if (st == GG_OK)
        st = read_members(document, k, err);
    json_decref(document);
    if (st != GG_OK)
        gg_error_where(err, path, 0, NULL);
    return st;
}

/* The key of the box; its memory is returned to the system before the function returns. */
static gg_status stretch(key_file *k, const char *passphrase, gg_error *err)
{
    if (crypto_pwhash(k->key, sizeof k->key, passphrase, strlen(passphrase), k->salt, k->passes,
                      k->memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "not enough memory for the key's passphrase");
    return GG_OK;
}

static gg_status open_seed(key_file *k, const char *passphrase, gg_error *err)
{
    gg_status st;

    if (!k->passphrase) {
        memcpy(k->seed, k->secret, sizeof k->seed);
        return GG_OK;
    }
    if (!passphrase)
        return gg_error_set(err, GG_E_USAGE, "give it in the file named by GAUGER_PASSPHRASE_FILE",
                            "this key needs its passphrase");
    st = stretch(k, passphrase, err);
    if (st == GG_OK &&
        crypto_secretbox_open_easy(k->seed, k->secret, BOX_BYTES, k->nonce, k->key) != 0)
        st = gg_error_set(err, GG_E_NO, "give the one that the key was made with",
                          "the passphrase does not open this key");
    return st;
}

gg_status gg_signer_load(const char *path, const char *passphrase, gg_signer **out, gg_error *err)
{
    gg_signer *signer = NULL;
    key_file *k;
    gg_status st = new_key_file(&k, err);

    if (st != GG_OK)
        return st;
    st = read_key_file(path, k, err);
    if (st == GG_OK)
        st = open_seed(k, passphrase, err);
    if (st == GG_OK)
        st = gg_signer_from_seed(k->seed, &signer, err);
    if (st == GG_OK && memcmp(gg_signer_public(signer), k->public_key, GG_PUBLIC_BYTES) != 0)
        st = gg_error_set(err, GG_E_INPUT, "restore the key from its backup",
                          "its secret and its public key do not belong together");
    if (st == GG_OK) {
        gg_signer_protect(signer, k->passphrase);
        *out = signer;
    } else {
        gg_error_where(err, path, 0, NULL);
        gg_signer_free(signer);
    }
    sodium_free(k);
    return st;
}

gg_status gg_key_look(const char *path, gg_key_facts *out, gg_error *err)
{
    key_file *k;
    gg_status st = new_key_file(&k, err);

    if (st != GG_OK)
        return st;
    st = read_key_file(path, k, err);
    if (st == GG_OK) {
        memcpy(out->public_key, k->public_key, sizeof out->public_key);
        gg_key_id(k->public_key, out->id);
        out->passphrase = k->passphrase;
    }
    sodium_free(k);
    return st;
}

/* ---- writing */

/* Twice what is needed must be free: the system may promise memory that it does not have. */
static bool roomy(size_t bytes)
{
    long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 && (size_t)pages / 2 > bytes / (size_t)size;
}

static gg_status close_seed(key_file *k, const char *passphrase, gg_error *err)
{
    gg_status st = GG_E_MEMORY;

    randombytes_buf(k->nonce, sizeof k->nonce);
    randombytes_buf(k->salt, sizeof k->salt);
    k->passes = crypto_pwhash_OPSLIMIT_MODERATE;
    k->memory = crypto_pwhash_MEMLIMIT_MODERATE;
    if (roomy(k->memory))
        st = stretch(k, passphrase, NULL);
    if (st != GG_OK) {
        k->passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;
        k->memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;
        st = stretch(k, passphrase, err);
    }
    if (st == GG_OK)
        crypto_secretbox_easy(k->secret, k->seed, sizeof k->seed, k->nonce, k->key);
    k->n_secret = BOX_BYTES;
    return st;
}

static char *base64(const void *data, size_t n, char *out, size_t size)
{
    return sodium_bin2base64(out, size, data, n, sodium_base64_VARIANT_ORIGINAL);
}

static void write_text(key_file *k)
{
    char public_key[48], nonce[48], salt[48], id[GG_KEY_ID];
    int n = snprintf(k->text, sizeof k->text,
                     "{\n  \"format\": \"" GG_KEY_FORMAT "\",\n  \"algorithm\": \"ed25519\",\n"
                     "  \"key\": \"%s\",\n  \"public\": \"%s\",\n  \"protection\": \"%s\",\n",
                     gg_key_id(k->public_key, id),
                     base64(k->public_key, sizeof k->public_key, public_key, sizeof public_key),
                     k->passphrase ? "argon2id" : "none");

    k->n_text = (size_t)n;
    if (k->passphrase)
        k->n_text +=
            (size_t)snprintf(k->text + k->n_text, sizeof k->text - k->n_text,
                             "  \"operations\": %llu,\n  \"memory\": %zu,\n  \"salt\": \"%s\",\n"
                             "  \"nonce\": \"%s\",\n",
                             k->passes, k->memory, base64(k->salt, sizeof k->salt, salt, 48),
                             base64(k->nonce, sizeof k->nonce, nonce, 48));
    k->n_text +=
        (size_t)snprintf(k->text + k->n_text, sizeof k->text - k->n_text, "  \"secret\": \"");
    base64(k->secret, k->n_secret, k->text + k->n_text, sizeof k->text - k->n_text);
    k->n_text += GG_BASE64_LENGTH(k->n_secret);
    memcpy(k->text + k->n_text, "\"\n}\n", 5);
    k->n_text += 4;
}

/* Under its name all at once, or not at all: an existing file is never replaced. */
static int link_in(int folder, const char *temporary, const char *name)
{
    if (renameat2(folder, temporary, folder, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (linkat(folder, temporary, folder, name, 0) != 0)
        return errno;
    unlinkat(folder, temporary, 0);
    return 0;
}

static int write_private(const char *path, const char *text, size_t n)
{
    char temporary[32];
    const char *name;
    int folder = gg_file_folder(path, &name), fd, error;

    if (folder < 0)
        return errno;
    fd = *name ? gg_file_new(folder, temporary, 0600) : -1;
    if (fd < 0) {
        error = *name ? errno : EISDIR;
        close(folder);
        return error;
    }
    error = gg_file_push(fd, text, n);
    if (!error && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error)
        error = link_in(folder, temporary, name);
    if (error)
        unlinkat(folder, temporary, 0);
    else if (fsync(folder) != 0 && errno != EINVAL)
        error = errno;
    close(folder);
    return error;
}

gg_status gg_signer_save(gg_signer *signer, const char *path, const char *passphrase, gg_error *err)
{
    key_file *k;
    gg_status st;
    int error;

    if (passphrase && (!passphrase[0] || strlen(passphrase) > GG_PASSPHRASE_MAX))
        return gg_error_set(err, GG_E_USAGE, "choose another", "a passphrase has 1 to %d bytes",
                            GG_PASSPHRASE_MAX);
    st = new_key_file(&k, err);
    if (st != GG_OK)
        return st;
    memcpy(k->seed, gg_signer_seed(signer), sizeof k->seed);
    memcpy(k->secret, k->seed, sizeof k->seed);
    k->n_secret = sizeof k->seed;
    memcpy(k->public_key, gg_signer_public(signer), sizeof k->public_key);
    k->passphrase = passphrase != NULL;
    if (passphrase)
        st = close_seed(k, passphrase, err);
    if (st == GG_OK) {
        write_text(k);
        error = write_private(path, k->text, k->n_text);
        if (error == EEXIST) {
            gg_error_where(err, path, 0, NULL);
            st = gg_error_set(err, GG_E_CONFLICT, "name a new file", "this exists already");
        } else if (error) {
            st = gg_file_error(path, error, "write", err);
        }
    }
    if (st == GG_OK)
        gg_signer_protect(signer, k->passphrase);
    sodium_free(k);
    return st;
}
