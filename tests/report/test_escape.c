/*
 * Hostile names: whatever a stranger calls a group, a column, a policy or a model, it stays text,
 * in every format and at every place.
 */
#include "documents.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "a|b|c",
    "two\nlines",
    "%0A::error::forged",
    "\n::error title=x::forged",
    "]]></failure><x>",
    "&amp; & &lt;",
    "[link](javascript:alert(1))",
    "![image](x)",
    "**bold** `code` ~strike~ $x$",
    "\033[31mred\033[0m",
    "\xe2\x80\xaeright to left",
    "\302\23331m",
    "# heading",
    "- item",
    "tab\there",
    "\x01\x02",
    "--> <!-- x",
};

#define HOSTILE (sizeof hostile / sizeof *hostile)

/* A document in which every name of a group, and every text, is one of these. */
static json_t *renamed(json_t *value, const char *name, const char *key)
{
    static const char *const texts[] = {"source", "policy", "message", "subject", "rule",
                                        "part",   "why",    "column",  "shape",   "kind",
                                        "model",  "owner",  "purpose", "note",    "reference"};
    static const char *const parents[] = {"groups", "sites", "periods", "columns", "attributes"};
    json_t *out, *member;
    const char *own;
    size_t i;

    if (json_is_string(value)) {
        for (i = 0; key && i < sizeof texts / sizeof *texts; i++)
            if (strcmp(texts[i], key) == 0)
                return json_string(name);
        return json_incref(value);
    }
    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, member)
        {
            json_array_append_new(out, renamed(member, name, key));
        }
        return out;
    }
    if (!json_is_object(value))
        return json_incref(value);
    out = json_object();
    json_object_foreach(value, own, member)
    {
        bool here = false;

        for (i = 0; key && i < sizeof parents / sizeof *parents; i++)
            here = here || strcmp(parents[i], key) == 0;
        json_object_set_new(out, here ? name : own, renamed(member, name, own));
    }
    return out;
}

static bool has_controls(const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if ((c < 0x20 && c != '\n') || c == 0x7f || strncmp(s, "\xc2\x9b", 2) == 0 ||
            strncmp(s, "\xe2\x80\xae", 3) == 0)
            return true;
    }
    return false;
}

/* The same number of lines whatever the name: no name makes a line of its own. */
static size_t lines_of(const char *s)
{
    return occurrences(s, "\n");
}

static gg_buf rendered_as(const char *name, const char *format, const char *replacement)
{
    gg_render_options options = gg_render_options_default();
    json_t *document = fixture(name), *other = renamed(document, replacement, NULL);
    gg_buf out;

    options.width = 10000; /* nothing wraps */
    out = rendered(other, format, &options);
    json_decref(other);
    json_decref(document);
    return out;
}

START_TEST(no_name_steers_a_terminal)
{
    static const char *const names[] = {"evaluation", "comparison", "drift", "check", "verdict"};

    for (size_t d = 0; d < sizeof names / sizeof *names; d++) {
        gg_buf plain = rendered_as(names[d], "text", "plain");

        for (size_t i = 0; i < HOSTILE; i++) {
            gg_buf out = rendered_as(names[d], "text", hostile[i]);

            ck_assert_msg(!has_controls(out.data), "%s: \"%s\"", names[d], hostile[i]);
            ck_assert_msg(lines_of(out.data) == lines_of(plain.data), "%s: \"%s\"", names[d],
                          hostile[i]);
            gg_buf_release(&out);
        }
        gg_buf_release(&plain);
    }
}
END_TEST

START_TEST(no_name_leaves_its_cell_in_markdown)
{
    static const char *const names[] = {"evaluation", "comparison", "drift", "check", "verdict"};

    for (size_t d = 0; d < sizeof names / sizeof *names; d++) {
        gg_buf plain = rendered_as(names[d], "markdown", "plain");

        for (size_t i = 0; i < HOSTILE; i++) {
            gg_buf out = rendered_as(names[d], "markdown", hostile[i]);

            ck_assert_msg(!has_controls(out.data), "%s: \"%s\"", names[d], hostile[i]);
            ck_assert_msg(lines_of(out.data) == lines_of(plain.data), "%s: \"%s\"", names[d],
                          hostile[i]);
            ck_assert_ptr_null(strstr(out.data, "<script"));
            ck_assert_ptr_null(strstr(out.data, "<img"));
            ck_assert_ptr_null(strstr(out.data, "link](javascript"));
            ck_assert_ptr_null(strstr(out.data, "image](x)"));
            ck_assert_ptr_null(strstr(out.data, "\n# heading"));
            /* Cells are parted by " | "; one within a name is escaped. */
            ck_assert_ptr_null(strstr(out.data, "a|b|c"));
            gg_buf_release(&out);
        }
        gg_buf_release(&plain);
    }
}
END_TEST

static gg_buf card_with(const char *name)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");
    json_t *verdict = fixture("verdict"), *other, *also, *judged, *card;
    gg_buf out;

    /* Keys of the decision and the format are ours; what is named by people is not. */
    also = renamed(manifest, name, NULL);
    judged = renamed(verdict, name, NULL);
    other = json_deep_copy(evaluation);
    json_object_set_new(json_object_get(other, "data"), "source", json_string(name));
    {
        json_t *groups = json_object_get(
            json_object_get(json_object_get(other, "attributes"), "group"), "groups");

        json_object_set(groups, name, json_object_get(groups, "south"));
        json_object_del(groups, "south");
    }
    card = card_of(other, also, judged);
    out = rendered(card, "html", NULL);
    json_decref(card);
    json_decref(other);
    json_decref(also);
    json_decref(judged);
    json_decref(verdict);
    json_decref(manifest);
    json_decref(evaluation);
    return out;
}

static size_t count_elements(const xmlNode *node, const char *name)
{
    size_t n = 0;

    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0)
            n++;
        n += count_elements(node->children, name);
    }
    return n;
}

static bool has_handler(const xmlNode *node)
{
    for (; node; node = node->next) {
        for (const xmlAttr *a = node->type == XML_ELEMENT_NODE ? node->properties : NULL; a;
             a = a->next)
            if (strncmp((const char *)a->name, "on", 2) == 0)
                return true;
        if (has_handler(node->children))
            return true;
    }
    return false;
}

START_TEST(no_name_becomes_markup_in_a_card)
{
    size_t elements = 0;

    for (size_t i = 0; i < HOSTILE; i++) {
        gg_buf out = card_with(hostile[i]);
        htmlDocPtr html =
            htmlReadMemory(out.data, (int)out.size, "card", "UTF-8",
                           HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
        const xmlNode *root;

        ck_assert_ptr_nonnull(html);
        root = xmlDocGetRootElement(html);
        ck_assert_uint_eq(count_elements(root, "script"), 0);
        ck_assert_uint_eq(count_elements(root, "img"), 0);
        ck_assert(!has_handler(root));
        ck_assert(!has_controls(out.data));
        if (i == 0)
            elements = count_elements(root, "td");
        ck_assert_uint_eq(count_elements(root, "td"), elements);
        xmlFreeDoc(html);
        gg_buf_release(&out);
    }
}
END_TEST

START_TEST(a_card_asks_for_nothing)
{
    json_t *evaluation = fixture("evaluation"), *manifest = fixture("manifest");
    json_t *verdict = fixture("verdict"), *card = card_of(evaluation, manifest, verdict);
    gg_buf out = rendered(card, "html", NULL);
    static const char *const none[] = {
        "http:", "https:",  "//",      "src=",    "url(",        "@import",
        "<link", "<script", "<iframe", "<object", "javascript:", "data:"};

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(strstr(out.data, none[i]) == NULL, "%s", none[i]);
    ck_assert_ptr_nonnull(strstr(out.data, "default-src 'none'; style-src 'unsafe-inline'"));
    gg_buf_release(&out);
    json_decref(card);
    json_decref(verdict);
    json_decref(manifest);
    json_decref(evaluation);
}
END_TEST

START_TEST(no_name_commands_a_workflow)
{
    for (size_t i = 0; i < HOSTILE; i++) {
        gg_render_options options = gg_render_options_default();
        json_t *document = fixture("verdict"), *other = renamed(document, hostile[i], NULL);
        size_t rules = json_array_size(json_object_get(other, "rules")), r;
        json_t *rule;
        gg_buf out;

        json_array_foreach(json_object_get(other, "rules"), r, rule)
        {
            json_object_set_new(rule, "id", json_string(hostile[i]));
        }
        options.file = hostile[i];
        out = rendered(other, "github", &options);
        ck_assert_uint_eq(lines_of(out.data), rules + 1);
        for (const char *line = out.data; *line; line = strchr(line, '\n') + 1)
            ck_assert(strncmp(line, "::error ", 8) == 0 || strncmp(line, "::notice ", 9) == 0 ||
                      strncmp(line, "::warning ", 10) == 0);
        ck_assert(!has_controls(out.data));
        /* A percent sign of the name is escaped, so that the runner gives it back as it was. */
        if (strchr(hostile[i], '%'))
            ck_assert_ptr_nonnull(strstr(out.data, "%250A"));
        gg_buf_release(&out);
        json_decref(other);
        json_decref(document);
    }
}
END_TEST

START_TEST(properties_of_a_workflow_command)
{
    gg_render_options options = gg_render_options_default();
    json_t *verdict =
        json_pack("{s:s,s:s,s:s,s:[{s:s,s:s,s:s,s:s,s:[]}]}", "format", "gauger/verdict/1",
                  "policy", "p, q", "result", "inconclusive", "rules", "id", "a:b,c%d\r\ne", "rule",
                  "r", "result", "inconclusive", "message", "m: 5% of x, y\nz", "subjects");
    gg_buf out;

    options.file = "dir/p:1,2.yaml";
    out = rendered(verdict, "github", &options);
    ck_assert_str_eq(out.data, "::warning file=dir/p%3A1%2C2.yaml,title=a%3Ab%2Cc%25d%0D%0Ae::"
                               "NOT ESTABLISHED: m: 5%25 of x, y%0Az\n"
                               "::warning file=dir/p%3A1%2C2.yaml,title=p%2C q::"
                               "NOT ESTABLISHED: Of 1 rule, 1 is not established.\n");
    gg_buf_release(&out);
    json_decref(verdict);
}
END_TEST

START_TEST(no_name_breaks_the_xml)
{
    for (size_t i = 0; i < HOSTILE; i++) {
        json_t *document = fixture("verdict"), *other = renamed(document, hostile[i], NULL);
        gg_buf out = rendered(other, "junit", NULL);
        xmlDocPtr xml = xmlReadMemory(out.data, (int)out.size, "junit", NULL, XML_PARSE_NONET);

        ck_assert_msg(xml != NULL, "\"%s\"", hostile[i]);
        ck_assert_uint_eq(count_elements(xmlDocGetRootElement(xml), "x"), 0);
        ck_assert_uint_eq(count_elements(xmlDocGetRootElement(xml), "testcase"),
                          json_array_size(json_object_get(other, "rules")));
        xmlFreeDoc(xml);
        gg_buf_release(&out);
        json_decref(other);
        json_decref(document);
    }
}
END_TEST

START_TEST(markdown_signs)
{
    static const struct {
        const char *name, *written;
    } cases[] = {
        {"a|b", "a\\|b"},
        {"a*b", "a\\*b"},
        {"snake_case", "snake_case"},
        {"_x_", "\\_x\\_"},
        {"0.5 [0.4, 0.6]", "0.5 [0.4, 0.6]"},
        {"[a](b)", "[a\\](b)"},
        {"[a][b]", "[a\\][b]"},
        {"x < y & z > w", "x &lt; y &amp; z &gt; w"},
        {"back\\slash `tick`", "back\\\\slash \\`tick\\`"},
        {"-0.5", "-0.5"},
        {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *document = json_pack("{s:s,s:[{s:s,s:s,s:s,s:s,s:i,s:s}],s:[]}", "format",
                                     "gauger/deidentification/1", "identifiers", "column",
                                     cases[i].name, "level", "info", "kind", "k", "evidence",
                                     "name", "matches", 1, "shape", "s", "quasi_identifiers");
        gg_buf out = rendered(document, "markdown", NULL);
        char want[100];

        snprintf(want, sizeof want, "| %s | info |", cases[i].written);
        ck_assert_msg(strstr(out.data, want) != NULL, "%s in %s", want, out.data);
        gg_buf_release(&out);
        json_decref(document);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, no_name_steers_a_terminal);
    tcase_add_test(tc, no_name_leaves_its_cell_in_markdown);
    tcase_add_test(tc, no_name_becomes_markup_in_a_card);
    tcase_add_test(tc, a_card_asks_for_nothing);
    tcase_add_test(tc, no_name_commands_a_workflow);
    tcase_add_test(tc, properties_of_a_workflow_command);
    tcase_add_test(tc, no_name_breaks_the_xml);
    tcase_add_test(tc, markdown_signs);
}

GG_TEST_MAIN("report/escape")
