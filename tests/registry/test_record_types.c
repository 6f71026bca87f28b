/* The tables of types: each template is refused until it is filled, each example is taken, each
 * wrong answer is refused where it stands. */
#include "gauger/registry/record.h"
#include "registry/place.h"

#define TODAY "2026-01-01"

/* A text that each field is tried with. */
static const char ssn[] = "see 212-34-5678 there";

static gg_status parse(const char *text, const char *type, gg_record_draft *out, gg_error *err)
{
    gg_error_init(err);
    return gg_record_draft_parse(text, strlen(text), "form.yaml", type, TODAY, out, err);
}

static json_t *example(const gg_record_type *type)
{
    gg_buf text;
    json_t *value = NULL;

    gg_buf_init(&text, 0);
    gg_record_template(type, true, &text);
    ck_assert_int_eq(gg_json_parse(text.data, text.size, "form.yaml", &value, NULL), GG_OK);
    gg_buf_release(&text);
    return value;
}

/* A record with one key set otherwise, as indented JSON. */
static gg_status parse_with(const json_t *record, const char *key, json_t *value, gg_error *err)
{
    json_t *copy = json_deep_copy(record);
    gg_record_draft draft = {0};
    gg_buf text;
    gg_status st;

    ck_assert_int_eq(json_object_set_new(copy, key, value), 0);
    gg_buf_init(&text, 0);
    gg_json_write(copy, &text);
    st = parse(text.data, NULL, &draft, err);
    gg_record_draft_release(&draft);
    gg_buf_release(&text);
    json_decref(copy);
    return st;
}

START_TEST(fourteen_types)
{
    static const char *const names[] = {"privacy-threshold-analysis",
                                        "impact-assessment",
                                        "redress-case",
                                        "disclosure",
                                        "bulletin",
                                        "agreement",
                                        "annotation-batch",
                                        "pilot",
                                        "self-assessment",
                                        "access-nomination",
                                        "training",
                                        "access-review",
                                        "incident",
                                        "finding"};
    const gg_record_type *type = NULL;
    gg_error err;
    size_t n = sizeof names / sizeof *names;

    for (size_t i = 0; i < n; i++) {
        ck_assert_int_eq(gg_record_type_find(names[i], &type, NULL), GG_OK);
        ck_assert_ptr_eq(type, gg_record_type_at(i));
        ck_assert_str_eq(type->name, names[i]);
    }
    ck_assert_ptr_null(gg_record_type_at(n));
    gg_error_init(&err);
    ck_assert_int_eq(gg_record_type_find("diary", &type, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "no type of record is called \"diary\"");
    gg_error_init(&err);
    ck_assert_int_eq(gg_record_type_find(NULL, &type, &err), GG_E_USAGE);
}
END_TEST

static const gg_record_field *field_of(const gg_record_type *type, const char *name, size_t n)
{
    for (size_t i = 0; i < type->n_fields; i++)
        if (strlen(type->fields[i].name) == n && strncmp(type->fields[i].name, name, n) == 0)
            return &type->fields[i];
    return NULL;
}

/* The tables hold together: conditions and orders name fields that stand before, choices fit. */
START_TEST(rows_hold_together)
{
    const gg_record_type *type;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        ck_assert_ptr_nonnull(type->fields[0].part);
        ck_assert_ptr_nonnull(field_of(type, type->names, strlen(type->names)));
        ck_assert_int_eq(field_of(type, type->dated, strlen(type->dated))->kind, GG_FIELD_DATE);
        for (size_t i = 0; i < type->n_fields; i++) {
            const gg_record_field *f = &type->fields[i], *other;

            ck_assert_ptr_eq(field_of(type, f->name, strlen(f->name)), f);
            ck_assert_int_eq(f->choices != NULL,
                             f->kind == GG_FIELD_CHOICE || f->kind == GG_FIELD_CHOICES);
            if (f->not_before) {
                other = field_of(type, f->not_before, strlen(f->not_before));
                ck_assert_msg(other && other < f && other->kind == GG_FIELD_DATE, "%s", f->name);
            }
            for (const char *w = f->when; w && *w; w += strcspn(w, ";"), w += *w == ';') {
                other = field_of(type, w, strcspn(w, "!="));
                ck_assert_msg(other && other < f, "%s: %s", f->name, w);
            }
        }
    }
}
END_TEST

START_TEST(an_empty_template_is_refused_at_its_first_field)
{
    const gg_record_type *type;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        gg_record_draft draft = {0};
        gg_buf text;
        gg_error err;
        char want[80];
        unsigned long long line = 1;

        gg_buf_init(&text, 0);
        gg_record_template(type, false, &text);
        ck_assert_int_eq(gg_buf_check(&text, NULL), GG_OK);
        ck_assert_int_eq(parse(text.data, NULL, &draft, &err), GG_E_INPUT);
        ck_assert_str_eq(err.what, "it is required and empty");
        ck_assert_str_eq(err.column, type->fields[0].name);
        ck_assert_str_eq(err.file, "form.yaml");
        snprintf(want, sizeof want, "\n%s:\n", type->fields[0].name);
        for (const char *p = text.data; p < strstr(text.data, want) + 1; p++)
            line += *p == '\n';
        ck_assert_uint_eq(err.line, line);
        ck_assert_ptr_null(draft.fields);
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(an_example_is_taken)
{
    const gg_record_type *type;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        gg_record_draft draft = {0};
        gg_buf text;
        gg_error err;

        gg_buf_init(&text, 0);
        gg_record_template(type, true, &text);
        ck_assert_msg(parse(text.data, NULL, &draft, &err) == GG_OK, "%s: %s: %s", type->name,
                      err.column, err.what);
        ck_assert_ptr_eq(draft.type, type);
        ck_assert_uint_gt(json_object_size(draft.fields), 2);
        gg_record_draft_release(&draft);
        ck_assert_int_eq(parse(text.data, type->name, &draft, &err), GG_OK);
        gg_record_draft_release(&draft);
        gg_record_draft_release(&draft);
        gg_buf_release(&text);
    }
}
END_TEST

START_TEST(each_required_field_is_asked_for)
{
    const gg_record_type *type;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        json_t *record = example(type);

        for (size_t i = 0; i < type->n_fields; i++) {
            const gg_record_field *f = &type->fields[i];
            json_t *old = json_object_get(record, f->name);
            gg_error err;

            if (json_is_null(old) || !(f->flags & GG_FIELD_REQUIRED))
                continue;
            ck_assert_int_eq(parse_with(record, f->name, json_null(), &err), GG_E_INPUT);
            ck_assert_str_eq(err.column, f->name);
            ck_assert_str_eq(err.what, "it is required and empty");
            ck_assert_ptr_nonnull(strstr(err.mend, "fill it"));
            ck_assert_int_eq(parse_with(record, f->name, json_string(" "), &err), GG_E_INPUT);
            ck_assert_int_eq(parse_with(record, f->name, json_array(), &err), GG_E_INPUT);
        }
        json_decref(record);
    }
}
END_TEST

/* A value that is wrong for each kind, and what is then said. */
static const struct {
    gg_field_kind kind;
    const char *json, *says;
} bad[] = {
    {GG_FIELD_LINE, "7", "it is not text"},
    {GG_FIELD_LINE, "\"two\\nlines\"", "it holds a line end or a control character"},
    {GG_FIELD_LINE, "[\"one\"]", "it is not text"},
    {GG_FIELD_TEXT, "true", "it is not text"},
    {GG_FIELD_TEXT, "\"bell\\u0007\"", "it holds a control character"},
    {GG_FIELD_LINES, "[\"a\", \"a\"]", "entry 2 is there already"},
    {GG_FIELD_LINES, "[\"a\", \" \"]", "it is empty"},
    {GG_FIELD_LINES, "[[\"a\"]]", "it is not text"},
    {GG_FIELD_DATE, "\"2025-02-29\"", "not a date (shape \"dddd-dd-dd\")"},
    {GG_FIELD_DATE, "\"01/02/2025\"", "not a date (shape \"dd/dd/dddd\")"},
    {GG_FIELD_DATE, "20250101", "not a date"},
    {GG_FIELD_DATE, "\"2025-01-01T00:00:00Z\"", "not a date"},
    {GG_FIELD_YES_NO, "\"maybe\"", "not one of the choices (shape \"aaaaa\")"},
    {GG_FIELD_YES_NO, "1", "not one of the choices"},
    {GG_FIELD_CHOICE, "\"nonesuch\"", "not one of the choices (shape \"aaaaaaaa\")"},
    {GG_FIELD_CHOICE, "true", "not one of the choices"},
    {GG_FIELD_CHOICES, "[\"nonesuch\"]", "not one of the choices"},
    {GG_FIELD_CHOICES, "{\"a\": 1}", "not one of the choices"},
    {GG_FIELD_COUNT, "-1", "not a whole number from 0"},
    {GG_FIELD_COUNT, "1.5", "not a whole number from 0"},
    {GG_FIELD_COUNT, "\"3\"", "not a whole number from 0"},
    {GG_FIELD_RATIO, "1.01", "not a number from -1 to 1"},
    {GG_FIELD_RATIO, "\"0.8\"", "not a number from -1 to 1"},
    {GG_FIELD_DIGEST, "\"abc\"", "not a SHA-256"},
    {GG_FIELD_NAME, "\"two words\"", "not a name"},
    {GG_FIELD_NAME, "3", "not a name"},
    {GG_FIELD_DATASET, "\"a@b\"", "not a reference to a dataset"},
    {GG_FIELD_DATASET, "\"a@0\"", "not a reference to a dataset"},
};

START_TEST(each_wrong_answer_is_refused)
{
    const gg_record_type *type;
    size_t tried = 0;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        json_t *record = example(type);

        for (size_t i = 0; i < type->n_fields; i++) {
            const gg_record_field *f = &type->fields[i];

            if (f->when && json_is_null(json_object_get(record, f->name)))
                continue;
            for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
                json_t *value = json_loads(bad[k].json, JSON_DECODE_ANY, NULL);
                gg_error err;

                if (f->kind != bad[k].kind) {
                    json_decref(value);
                    continue;
                }
                tried++;
                ck_assert_int_eq(parse_with(record, f->name, value, &err), GG_E_INPUT);
                ck_assert_msg(strstr(err.what, bad[k].says) != NULL, "%s.%s %s: %s", type->name,
                              f->name, bad[k].json, err.what);
                ck_assert_str_eq(err.column, f->name);
                ck_assert_uint_gt(err.line, 0);
            }
        }
        json_decref(record);
    }
    ck_assert_uint_gt(tried, 300);
}
END_TEST

/* A choice that is long in the list is not shown, and the message stays in its bounds. */
START_TEST(choices_are_named_in_the_refusal)
{
    const gg_record_type *type;
    gg_error err;
    json_t *record;

    ck_assert_int_eq(gg_record_type_find("redress-case", &type, NULL), GG_OK);
    record = example(type);
    ck_assert_int_eq(parse_with(record, "source", json_string("neighbour"), &err), GG_E_INPUT);
    ck_assert_str_eq(err.mend, "give one of traveller|representative|ombudsman|court|oversight "
                               "body|internal");
    json_decref(record);
}
END_TEST

START_TEST(identifiers_are_refused_in_every_text)
{
    const gg_record_type *type;
    size_t tried = 0;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        json_t *record = example(type);

        for (size_t i = 0; i < type->n_fields; i++) {
            const gg_record_field *f = &type->fields[i];
            json_t *value = f->kind == GG_FIELD_LINES  ? json_pack("[s, s]", "fine", ssn)
                            : f->kind == GG_FIELD_NAME ? json_string("212-34-5678")
                                                       : json_string(ssn);
            char line[GG_ERROR_MAX + 1];
            gg_error err;

            if ((f->kind > GG_FIELD_LINES && f->kind != GG_FIELD_NAME) ||
                (f->when && json_is_null(json_object_get(record, f->name)))) {
                json_decref(value);
                continue;
            }
            tried++;
            ck_assert_msg(parse_with(record, f->name, value, &err) == GG_E_INPUT, "%s.%s",
                          type->name, f->name);
            ck_assert_msg(strstr(err.what, "identifier of a person (ssn") != NULL, "%s.%s: %s",
                          type->name, f->name, err.what);
            ck_assert_str_eq(err.column, f->name);
            gg_error_format(&err, line, sizeof line);
            ck_assert_msg(!strstr(line, "212"), "%s", line);
        }
        json_decref(record);
    }
    ck_assert_uint_gt(tried, 60);
}
END_TEST

/* Kinds and shapes only, whatever it is that stands in a long text. */
START_TEST(other_identifiers)
{
    static const char *const texts[] = {
        "Write to jo.public@example.org about it.", "The card 4111 1111 1111 1111 was declined.",
        "Call the phone\n(202) 456-1111 twice.",    "The passport C01X00T47, was shown.",
        "His A-number A123456789 is known.",
    };
    static const char *const harmless[] = {
        "On 2025-10-06 at 12:30, 14 of 500 cards (2.8%) named sites 3 and 4.",
        "Account for 2026: version 1 passed at 0.18, see lanes@1 and redress-case@3.",
        "Passport numbers are not collected; schedule DAA-0568-2017 applies.",
        "Phase 2 begins in 2026, 10 months after phase 1; case 12 waits.",
    };
    const gg_record_type *type;
    json_t *record;
    gg_error err;

    ck_assert_int_eq(gg_record_type_find("incident", &type, NULL), GG_OK);
    record = example(type);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        ck_assert_msg(parse_with(record, "description", json_string(harmless[i]), &err) == GG_OK,
                      "%s: %s", harmless[i], err.what);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gg_status st = parse_with(record, "description", json_string(texts[i]), &err);

        ck_assert_msg(st == GG_E_INPUT, "%s", texts[i]);
        ck_assert_ptr_nonnull(strstr(err.what, "looks like an identifier"));
    }
    json_decref(record);
}
END_TEST

START_TEST(dates_stand_in_order)
{
    const gg_record_type *type;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        json_t *record = example(type);

        for (size_t i = 0; i < type->n_fields; i++) {
            const gg_record_field *f = &type->fields[i];
            gg_error err;

            if (f->kind != GG_FIELD_DATE ||
                (f->when && json_is_null(json_object_get(record, f->name))))
                continue;
            if (f->not_before) {
                ck_assert_int_eq(parse_with(record, f->name, json_string("1999-12-31"), &err),
                                 GG_E_INPUT);
                ck_assert_msg(strstr(err.what, "lies before") != NULL, "%s", err.what);
            }
            if (f->flags & GG_FIELD_PAST) {
                ck_assert_int_eq(parse_with(record, f->name, json_string("2026-01-02"), &err),
                                 GG_E_INPUT);
                ck_assert_msg(strstr(err.what, "lies ahead: today is 2026-01-01") != NULL, "%s",
                              err.what);
            }
        }
        json_decref(record);
    }
}
END_TEST

/* Today itself passes, and where nobody says what day it is nothing lies ahead. */
START_TEST(today_is_no_future)
{
    static const char text[] = "{\"account\": \"ben\", \"course\": \"c\", \"completed_on\": "
                               "\"2026-01-01\"}";
    gg_record_draft draft = {0};
    gg_error err;

    ck_assert_int_eq(parse(text, "training", &draft, &err), GG_OK);
    gg_record_draft_release(&draft);
    ck_assert_int_eq(
        gg_record_draft_parse(text, strlen(text), "f", "training", "2025-12-31", &draft, &err),
        GG_E_INPUT);
    gg_error_init(&err);
    ck_assert_int_eq(gg_record_draft_parse(text, strlen(text), "f", "training", NULL, &draft, &err),
                     GG_OK);
    gg_record_draft_release(&draft);
}
END_TEST

/* What a condition asks for is required, and answered nowhere else. */
START_TEST(conditions)
{
    static const struct {
        const char *key, *value, *column, *says;
    } cases[] = {
        {"type", "pilot", "pilot_launch", "it is required and empty"},
        {"status", "pilot", "pilot_launch", "it is required and empty"},
        {"type", "update", "last_analysis_update", "it is required and empty"},
        {"authority_to_operate", "granted", "authority_expected", "it is not asked"},
        {"disposal", "other", "disposal_other", "it is required and empty"},
        {"shares_internally", "yes", "shares_internally_with", "it is required and empty"},
        {"sharing_agreement", "existing", "sharing_agreement_which", "it is required and empty"},
        {"pattern_searches", "no", "pattern_searches_explained", "it is not asked"},
        {"impact_levels", "none", "confidentiality", "it is not asked"},
        {"stand_alone_identifiers", "biometrics", "identifiers_legal_basis", "required and empty"},
        {"special_populations", "other", "special_populations_which", "it is required and empty"},
    };
    const gg_record_type *type = gg_record_type_at(0);
    json_t *record = example(type);
    gg_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(parse_with(record, cases[i].key, json_string(cases[i].value), &err),
                         GG_E_INPUT);
        ck_assert_str_eq(err.column, cases[i].column);
        ck_assert_msg(strstr(err.what, cases[i].says) != NULL, "%s", err.what);
    }
    ck_assert_int_eq(parse_with(record, "pilot_end", json_string("2026-05-05"), &err), GG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(err.mend, "only where type=pilot;status=pilot"));
    json_object_set_new(record, "type", json_string("pilot"));
    json_object_set_new(record, "pilot_launch", json_string("2026-01-05"));
    ck_assert_int_eq(parse_with(record, "pilot_end", json_string("2026-05-05"), &err), GG_OK);
    ck_assert_int_eq(parse_with(record, "pilot_end", json_string("2026-01-04"), &err), GG_E_INPUT);
    json_decref(record);
    /* The date of the analysis before is needed of an update, and may be said of others. */
    record = example(type);
    json_object_set_new(record, "type", json_string("existing"));
    ck_assert_int_eq(parse_with(record, "last_analysis_update", json_null(), &err), GG_OK);
    ck_assert_int_eq(parse_with(record, "last_analysis_update", json_string("2025-06-02"), &err),
                     GG_OK);
    ck_assert_int_eq(parse_with(record, "last_analysis_update", json_string("2026-01-02"), &err),
                     GG_E_INPUT);
    json_decref(record);
}
END_TEST

/* A list may be one value; "none" stands alone; true and false are yes and no. */
START_TEST(forms_of_an_answer)
{
    const gg_record_type *type = gg_record_type_at(0);
    json_t *record = example(type);
    gg_error err;

    ck_assert_int_eq(parse_with(record, "about_whom", json_string("employees"), &err), GG_OK);
    ck_assert_int_eq(
        parse_with(record, "about_whom", json_pack("[s, s]", "nobody", "employees"), &err),
        GG_E_INPUT);
    ck_assert_str_eq(err.what, "\"nobody\" stands beside others");
    ck_assert_int_eq(
        parse_with(record, "technologies", json_pack("[s, s]", "social media", "none"), &err),
        GG_E_INPUT);
    ck_assert_int_eq(parse_with(record, "technologies",
                                json_pack("[s, s]", "social media", "social media"), &err),
                     GG_E_INPUT);
    ck_assert_int_eq(parse_with(record, "concurrence", json_false(), &err), GG_OK);
    ck_assert_int_eq(parse_with(record, "diary", json_string("x"), &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a privacy-threshold-analysis has no such field");
    ck_assert_str_eq(err.column, "diary");
    json_decref(record);
}
END_TEST

START_TEST(limits)
{
    const gg_record_type *type;
    gg_record_draft draft = {0};
    json_t *record, *list = json_array();
    gg_error err;
    char *big = malloc(GG_RECORD_BYTES_MAX + 2);

    ck_assert_int_eq(gg_record_type_find("bulletin", &type, NULL), GG_OK);
    record = example(type);
    memset(big, 'x', GG_RECORD_BYTES_MAX + 1);
    big[GG_RECORD_BYTES_MAX + 1] = '\0';
    ck_assert_int_eq(parse(big, "bulletin", &draft, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a record has at most 1 MiB");
    big[301] = '\0';
    ck_assert_int_eq(parse_with(record, "title", json_string(big), &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "it has more than 300 bytes");
    big[300] = '\0';
    ck_assert_int_eq(parse_with(record, "title", json_string(big), &err), GG_OK);
    memset(big, 'x', 8001);
    big[8001] = '\0';
    ck_assert_int_eq(parse_with(record, "description", json_string(big), &err), GG_E_INPUT);
    big[8000] = '\0';
    ck_assert_int_eq(parse_with(record, "description", json_string(big), &err), GG_OK);
    for (int i = 0; i < 201; i++)
        json_array_append_new(list, json_sprintf("office %d", i));
    ck_assert_int_eq(parse_with(record, "sent_to", list, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the list has more than 200 entries");
    json_decref(record);
    free(big);
}
END_TEST

/* The envelope: which type, which model, what is superseded. */
START_TEST(envelopes)
{
    static const struct {
        const char *text, *type, *says;
        gg_status st;
    } cases[] = {
        {"[1]", "training", "a record is a map of fields to values", GG_E_INPUT},
        {"account: ben\n", NULL, "it is not said of which type", GG_E_USAGE},
        {"record: diary\n", NULL, "no type of record is called", GG_E_USAGE},
        {"record: [training]\n", NULL, "it is not the name of a type", GG_E_INPUT},
        {"record: bulletin\n", "training", "the file is not of the type training", GG_E_INPUT},
        {"record: training\nmodel: lanes\n", NULL, "a training is not about a model", GG_E_INPUT},
        {"record: bulletin\nmodel: a b\n", NULL, "not a reference to a model", GG_E_INPUT},
        {"record: bulletin\nmodel: lanes@latest\n", NULL, "not a reference to a model", GG_E_INPUT},
        {"record: bulletin\nmodel: 3\n", NULL, "not a reference to a model", GG_E_INPUT},
        {"record: bulletin\nsupersedes: x\n", NULL, "not the number of a record", GG_E_INPUT},
        {"record: bulletin\nsupersedes: 0\n", NULL, "not the number of a record", GG_E_INPUT},
        {"record: bulletin\n  title: x\n", NULL, "not YAML", GG_E_INPUT},
    };
    gg_record_draft draft = {0};
    gg_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(parse(cases[i].text, cases[i].type, &draft, &err), cases[i].st);
        ck_assert_msg(strstr(err.what, cases[i].says) != NULL, "%s: %s", cases[i].text, err.what);
        ck_assert_str_eq(err.file, "form.yaml");
        ck_assert_int_eq(err.line > 0, i != 1);
    }
    ck_assert_int_eq(parse("record: training\nsupersedes: 7\naccount: ben\ncourse: 'c'\n"
                           "completed_on: 2025-01-01\n",
                           "training", &draft, &err),
                     GG_OK);
    ck_assert_uint_eq(draft.supersedes, 7);
    ck_assert_ptr_null(draft.model);
    gg_record_draft_release(&draft);
}
END_TEST

/* Lines are those of the keys, in YAML and in JSON, and not those of text that looks like a key. */
START_TEST(lines)
{
    gg_record_draft draft = {0};
    gg_error err;

    ck_assert_int_eq(parse("record: bulletin\ntitle: t\ndescription: |\n  created_on: never\n"
                           "'created_on' : never\n",
                           NULL, &draft, &err),
                     GG_E_INPUT);
    ck_assert_uint_eq(err.line, 5);
    ck_assert_str_eq(err.column, "created_on");
    ck_assert_int_eq(
        parse("{\"record\": \"bulletin\",\n \"title\": \"t\",\n \"description\": \"d\",\n"
              " \"created_on\": 3}",
              NULL, &draft, &err),
        GG_E_INPUT);
    ck_assert_uint_eq(err.line, 4);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, fourteen_types);
    tcase_add_test(tc, rows_hold_together);
    tcase_add_test(tc, an_empty_template_is_refused_at_its_first_field);
    tcase_add_test(tc, an_example_is_taken);
    tcase_add_test(tc, each_required_field_is_asked_for);
    tcase_add_test(tc, each_wrong_answer_is_refused);
    tcase_add_test(tc, choices_are_named_in_the_refusal);
    tcase_add_test(tc, identifiers_are_refused_in_every_text);
    tcase_add_test(tc, other_identifiers);
    tcase_add_test(tc, dates_stand_in_order);
    tcase_add_test(tc, today_is_no_future);
    tcase_add_test(tc, conditions);
    tcase_add_test(tc, forms_of_an_answer);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, envelopes);
    tcase_add_test(tc, lines);
}

GG_TEST_MAIN("registry/record_types")
