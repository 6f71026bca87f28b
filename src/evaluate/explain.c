/*
 * One figure as a sentence. The table says what each figure means in the world; the rest of this
 * file is about numbers: how many digits, and what the interval leaves open.
 */
#include "gauger/evaluate/explain.h"
#include "gauger/evaluate/pooled.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "gauger/evaluate/calibration.h"
#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/inequality.h"
#include "evaluate/explain_ranked.h"

/* How a value is told. */
typedef enum form {
    SHARE,  /* so many in 100 */
    MORE,   /* so many more or fewer in 100 */
    NUMBER, /* as it is; a ratio too */
    PLAIN   /* as it is, and never with an interval */
} form;

/* {base}: 100 or what else the digits ask for; {n}: the value; {cases}: of whom; {group} and
 * {reference}: of a disparity. */
typedef struct wording {
    const char *name;
    form form;
    const char *text;
    const char *unit; /* behind an interval's ends */
} wording;

/* clang-format off */
static const wording wordings[] = {
    {"base_rate", SHARE, "of {base} {cases}, about {n} had the outcome", ""},
    {"selection_rate", SHARE, "of {base} {cases}, about {n} {were} referred", ""},
    {"precision", SHARE, "of {base} {cases} that were referred and whose outcome is known, about {n} had the outcome", ""},
    {"recall", SHARE, "of {base} {cases} that had the outcome, about {n} {were} referred", ""},
    {"specificity", SHARE, "of {base} {cases} without the outcome, about {n} {were} not referred", ""},
    {"false_positive_rate", SHARE, "of {base} {cases} without the outcome, about {n} {were} referred", ""},
    {"false_negative_rate", SHARE, "of {base} {cases} that had the outcome, about {n} {were} not referred", ""},
    {"negative_predictive_value", SHARE, "of {base} {cases} that were not referred, about {n} did not have the outcome", ""},
    {"accuracy", SHARE, "of {base} {cases}, about {n} {were} referred and had the outcome, or neither", ""},
    {"balanced_accuracy", NUMBER, "the average of recall and specificity is {n}, where 0.5 is what chance gives", ""},
    {"f1", NUMBER, "precision and recall taken together (their harmonic mean) are {n}, high only where both are high", ""},
    {"mcc", NUMBER, "decision and outcome go together with a correlation of {n}, where 0 is what chance gives and 1 is full agreement", ""},
    {"roc_auc", SHARE, "of {base} pairs of {cases}, one with and one without the outcome, about {n} {have} the higher score on the one with it (equal scores count half)", ""},
    {"average_precision", NUMBER, "going down the ranking, precision at the cases that had the outcome is {n} on average", ""},
    {"brier_score", NUMBER, "the squared distance between the stated probability and what happened is {n} on average, where 0 is perfect and always saying 0.5 gives 0.25", ""},
    {"log_loss", NUMBER, "the penalty for the stated probabilities is {n} on average, where 0 is perfect and always saying 0.5 gives 0.693", ""},
    {"expected_calibration_error", NUMBER, "stated probabilities and observed shares lie {n} apart on average over the ranges of the score", ""},

    {"selection_rate_ratio", NUMBER, "cases of {group} are referred {n} times as often as those of {reference}", " times"},
    {"selection_rate_difference", MORE, "of {base} cases of each, about {n} are referred in {group} than in {reference}", ""},
    {"recall_ratio", NUMBER, "cases of {group} that had the outcome are referred {n} times as often as such cases of {reference}", " times"},
    {"recall_difference", MORE, "of {base} cases of each that had the outcome, about {n} are referred in {group} than in {reference}", ""},
    {"false_positive_rate_ratio", NUMBER, "cases of {group} without the outcome are referred {n} times as often as such cases of {reference}", " times"},
    {"false_positive_rate_difference", MORE, "of {base} cases of each without the outcome, about {n} are referred in {group} than in {reference}", ""},
    {"false_negative_rate_ratio", NUMBER, "cases of {group} that had the outcome are missed {n} times as often as such cases of {reference}", " times"},
    {"false_negative_rate_difference", MORE, "of {base} cases of each that had the outcome, about {n} are missed in {group} than in {reference}", ""},
    {"precision_ratio", NUMBER, "referred cases of {group} turn out to have the outcome {n} times as often as those of {reference}", " times"},
    {"precision_difference", MORE, "of {base} referred cases of each, about {n} turn out to have the outcome in {group} than in {reference}", ""},
    {"accuracy_ratio", NUMBER, "decision and outcome agree for {group} {n} times as often as for {reference}", " times"},
    {"accuracy_difference", MORE, "of {base} cases of each, decision and outcome agree for about {n} in {group} than in {reference}", ""},
    {"roc_auc_difference", MORE, "of {base} pairs of cases, one with and one without the outcome, about {n} are ranked rightly in {group} than in {reference}", ""},

    {"demographic_parity_difference", SHARE, "of {base} cases, about {n} more {are} referred in the group referred most often than in the one referred least often", ""},
    {"demographic_parity_ratio", NUMBER, "the group referred least often is referred {n} times as often as the one referred most often", " times"},
    {"equalized_odds_difference", SHARE, "in recall or in the false positive rate, whichever differs more, the group with most has about {n} in {base} cases more than the group with least", ""},
    {"equalized_odds_ratio", NUMBER, "in recall or in the false positive rate, whichever differs more, the lowest of a group is {n} times the highest", " times"},
    {"equal_opportunity_difference", SHARE, "of {base} cases that had the outcome, about {n} more {are} referred in the group with the highest recall than in the one with the lowest", ""},
    {"predictive_parity_difference", SHARE, "of {base} referred cases, about {n} more {turn} out to have the outcome in the group with the highest precision than in the one with the lowest", ""},
    {"impact_ratio", NUMBER, "the group that gets the favourable decision least often gets it {n} times as often as the one that gets it most often, where the four-fifths rule asks for 0.8", " times"},

    {"demographic_disparity", NUMBER, "the share of {group} in the unfavourable decisions less its share in the favourable ones is {n}, where 0 is equal", ""},

    {"calibration_slope", NUMBER, "where the stated log-odds rise by 1, those of what happened rise by {n}, where 1 is as it should be and less means that the scores are too extreme", ""},
    {"calibration_intercept", NUMBER, "once that slope is allowed for, the stated log-odds would have to be shifted by {n} to fit what happened, where 0 is as it should be", ""},
    {"calibration_in_the_large", NUMBER, "the stated log-odds would all have to be shifted by {n} to fit what happened, where 0 is as it should be and less means that less happened than was stated", ""},

    {"precision_at_cutoff", SHARE, "of {base} {cases} that would be referred, about {n} {have} the outcome", ""},
    {"recall_at_cutoff", SHARE, "of {base} {cases} that have the outcome, about {n} would be referred", ""},
    {"false_positive_rate_at_cutoff", SHARE, "of {base} {cases} without the outcome, about {n} would be referred", ""},
    {"lift_at_cutoff", NUMBER, "cases that would be referred have the outcome {n} times as often as all cases", " times"},

    {"miscalibration", PLAIN, "relabelling the scores with what they turned out to mean would save {n} of the Brier score", ""},
    {"discrimination", PLAIN, "telling cases apart saves {n} of the Brier score against giving everyone the base rate", ""},
    {"uncertainty", PLAIN, "giving everyone the base rate would have a Brier score of {n}", ""},
    {"expected_calibration_error_equal_count", PLAIN, "over ten bins of as many cases each, shares with the outcome lie {n} from the mean score on average", ""},
    {"expected_calibration_error_debiased", PLAIN, "over ten bins of equal width, shares with the outcome lie {n} from the mean score on average, less what chance adds", ""},
    {"largest_calibration_error", PLAIN, "over ten bins of as many cases each, the share with the outcome lies up to {n} from the mean score", ""},

    {"population_stability_index", PLAIN, "the spread of the values over ranges or levels has moved by {n}, where 0 is not at all and over 0.2 is usually called a shift", ""},
    {"ks", PLAIN, "the shares of rows up to the same value, now and in the baseline, lie at most {n} apart", ""},
    {"wasserstein_1", PLAIN, "the values have moved by {n} standard deviations of the baseline on average", ""},
    {"jensen_shannon_distance", PLAIN, "how well a single value tells now from the baseline is {n}, where 0 is not at all and 1 is always", ""},
    {"cramers_v", PLAIN, "how much the levels depend on whether a row is from now or from the baseline is {n}, where 0 is not at all and 1 is entirely", ""},
    {"share_drifted", PLAIN, "the share of the watched columns that the drift report calls failed is {n}", ""},
};
/* clang-format on */

static const wording of_versus = {
    "", NUMBER, "the candidate's figure less the champion's is {n}, where 0 is no difference", ""};

static const struct {
    const char *why, *words;
} reasons[] = {
    {GG_WHY_NO_POSITIVES, "nobody had the outcome"},
    {GG_WHY_NO_NEGATIVES, "everybody had the outcome"},
    {GG_WHY_NO_SELECTED, "nobody was referred (with a known outcome)"},
    {GG_WHY_NO_NOT_SELECTED, "everybody was referred (with a known outcome)"},
    {GG_WHY_NO_ROWS, "there are no rows"},
    {GG_WHY_ONE_CLASS, "a ranking needs cases with and without the outcome"},
    {GG_WHY_NOT_IDENTIFIED, "outcomes are known for some cases only, and nothing that is declared "
                            "of how those were chosen (--inspection) makes up for the others"},
    {GG_WHY_NOT_PUBLISHED, "the published table does not tell the counts that it is made of"},
    {GG_WHY_NOT_A_PROBABILITY, "the scores do not lie between 0 and 1"},
    {GG_WHY_NO_SCORES, "the table has decisions, not scores"},
    {GG_WHY_REFERENCE, "the reference group's figure is undefined"},
    {GG_WHY_ZERO_REFERENCE, "the reference group's figure is 0, and nothing can be divided by it"},
    {GG_WHY_UNDEFINED_GROUP, "the figure is undefined for some group"},
    {GG_WHY_ONE_GROUP, "there is only one group"},
    {GG_WHY_ONE_SCORE, "all cases have the same score"},
    {GG_WHY_CERTAIN_SCORES, "every score is 0 or 1, and these have no log odds"},
    {GG_WHY_SEPARATED, "one score parts the cases with the outcome from those without it"},
    {GG_WHY_NOT_CONVERGED, "no line could be fitted"},
    {GG_WHY_NO_BENEFIT, "no decision was kind to anybody"},
    {GG_WHY_ONE_DECISION, "no stratum has cases of both decisions"},
    {GG_WHY_NO_SPREAD, "the rows do not differ, so nothing tells how far chance moves it"},
    {GG_WHY_FEW_POSITIVES, "of the rarer outcome there are fewer than 10 verified cases, too few "
                           "for a test of this figure"},
    {GG_WHY_TOO_FEW, "too few to tell"},
    {GG_WHY_BOUNDED, "counts of the table are known within bounds only"},
    {GG_WHY_WITHHELD, "withheld, as counts are small or groups are merged"},
    {GG_WHY_NOT_MEASURED, "left out on purpose (--measure)"},
    {GG_WHY_NOT_COMPUTED,
     "not computed for this kind of group, reference or inspection design, or from "
     "scores in bins"},
};

const char *gg_reason_words(const char *why)
{
    for (size_t i = 0; why && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].why, why) == 0)
            return reasons[i].words;
    return why && *why ? why : "no reason is given";
}

void gg_explain_reason(gg_buf *out, const char *why)
{
    if (why && strcmp(why, GG_WHY_NOT_IDENTIFIED) == 0)
        gg_buf_puts(out, ", as it lacks outcomes");
    else
        gg_buf_printf(out, ": %s", gg_reason_words(why));
}

/* ---- numbers ---- */

#define MOST_DIGITS 6

static double steps(double x, int digits)
{
    return round(x * pow(10, digits));
}

static bool tells(const gg_explained *f, form as, int digits)
{
    const double one = pow(10, digits), v = steps(f->value, digits);

    if (f->value != 0 && fabs(v) < (as == NUMBER || as == PLAIN ? 10 : 1))
        return false;
    if (as == SHARE && f->value != 1 && v == one)
        return false;
    return isnan(f->low) || isnan(f->high) || f->low == f->high ||
           steps(f->low, digits) != steps(f->high, digits);
}

/* Two digits behind the point, and more where two would hide something. */
static int digits_for(const gg_explained *f, form as)
{
    int digits = 2;

    while (digits < MOST_DIGITS && !tells(f, as, digits))
        digits++;
    return digits;
}

static void put_number(gg_buf *out, double x, int digits)
{
    /* Rounded as steps() does, so that 0.125 is not 0.12 here and 13 of 100 there. */
    const double rounded = steps(x, digits) / pow(10, digits);

    gg_buf_printf(out, "%.*f", digits, rounded == 0 ? 0 : rounded);
}

/* With a comma at each thousand. */
static void put_whole(gg_buf *out, double x)
{
    char text[40];
    int n = snprintf(text, sizeof text, "%.0f", fabs(x));

    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            gg_buf_puts(out, ",");
        gg_buf_append(out, &text[i], 1);
    }
}

static void put_value(gg_buf *out, form as, double x, int digits)
{
    if (as == SHARE || as == MORE)
        put_whole(out, steps(x, digits));
    else
        put_number(out, x, digits);
    if (as == MORE)
        gg_buf_puts(out, steps(x, digits) < 0 ? " fewer" : " more");
}

/* ---- names ---- */

static void put_name(gg_buf *out, const char *name)
{
    char clean[84];

    gg_buf_puts(out, gg_text_clean(name, strlen(name), clean, 80));
}

/* Before the name of whom a figure is: in a heading, and behind "cases". */
static const struct {
    const char *head, *cases;
} places[] = {
    [GG_OF_EVERYONE] = {"", ""},
    [GG_OF_GROUP] = {" of ", " of "},
    [GG_OF_SITE] = {" at site ", " at site "},
    [GG_OF_PERIOD] = {" in period ", " of period "},
    [GG_OF_ATTRIBUTE] = {" by ", ""},
    [GG_OF_COLUMN] = {" of column ", ""},
};

static void put_spaced(gg_buf *out, const char *name)
{
    char text[84];

    gg_text_clean(name, strlen(name), text, 80);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    gg_buf_puts(out, text);
}

static void put_title(gg_buf *out, const char *name)
{
    const gg_metric *metric = gg_metric_find(name);
    const gg_disparity *disparity = gg_disparity_find(name);

    if (metric)
        gg_buf_puts(out, metric->title);
    else if (disparity && (metric = gg_metric_find(disparity->metric)))
        gg_buf_printf(out, "%s %s", metric->title,
                      disparity->kind == GG_RATIO ? "ratio" : "difference");
    else
        put_spaced(out, name);
}

static void put_head(gg_buf *out, const gg_explained *f)
{
    put_title(out, f->name);
    if (*f->of) {
        gg_buf_puts(out, places[f->whom].head);
        put_name(out, f->of);
    }
    if (f->against) {
        gg_buf_puts(out, " against ");
        put_name(out, f->against);
    }
    if (f->within) {
        gg_buf_puts(out, " within ");
        put_name(out, f->within);
    }
    if (f->versus)
        gg_buf_puts(out, ", candidate less champion,");
}

static void put_figure(gg_buf *out, const gg_explained *f, int digits)
{
    gg_buf_puts(out, " ");
    put_number(out, f->value, digits);
    if (isnan(f->low) && isnan(f->high))
        return;
    gg_buf_puts(out, " [");
    if (isnan(f->low))
        gg_buf_puts(out, "-inf");
    else
        put_number(out, f->low, digits);
    gg_buf_puts(out, ", ");
    if (isnan(f->high))
        gg_buf_puts(out, "inf");
    else
        put_number(out, f->high, digits);
    gg_buf_puts(out, "]");
}

/* ---- the sentence ---- */

static void put_cases(gg_buf *out, const gg_explained *f)
{
    gg_buf_puts(out, "cases");
    if (*f->of && *places[f->whom].cases) {
        gg_buf_puts(out, places[f->whom].cases);
        put_name(out, f->of);
    }
}

/* "1 was", "2 were". */
static bool put_verb(gg_buf *out, const char *key, bool single)
{
    static const struct {
        const char *key, *one, *many;
    } verbs[] = {{"{were}", "was", "were"},
                 {"{have}", "has", "have"},
                 {"{are}", "is", "are"},
                 {"{turn}", "turns", "turn"}};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strncmp(key, verbs[i].key, strlen(verbs[i].key)) != 0)
            continue;
        gg_buf_puts(out, single ? verbs[i].one : verbs[i].many);
        return true;
    }
    return false;
}

static void put_part(gg_buf *out, const gg_explained *f, const wording *w, int digits,
                     const char *key)
{
    if (strncmp(key, "{base}", 6) == 0)
        put_whole(out, pow(10, digits));
    else if (strncmp(key, "{n}", 3) == 0)
        put_value(out, w->form, f->value, digits);
    else if (strncmp(key, "{cases}", 7) == 0)
        put_cases(out, f);
    else if (!put_verb(out, key, steps(f->value, digits) == 1))
        put_name(out, strncmp(key, "{group}", 7) == 0 ? f->of : f->against ? f->against : "");
}

static void put_meaning(gg_buf *out, const gg_explained *f, const wording *w, int digits)
{
    const char *at = w->text;

    while (*at) {
        size_t n = strcspn(at, "{");

        gg_buf_append(out, at, n);
        at += n;
        if (*at) {
            put_part(out, f, w, digits, at);
            at += strcspn(at, "}") + 1;
        }
    }
}

/* What else the data leave open, at the confidence of the interval. */
static void put_open(gg_buf *out, const gg_explained *f, const wording *w, int digits)
{
    if (w->form == PLAIN)
        return;
    if (isnan(f->low) && isnan(f->high)) {
        gg_buf_puts(out, "; how sure that is was not computed");
        return;
    }
    gg_buf_puts(out, "; with this many rows anything");
    if (!isnan(f->low)) {
        gg_buf_puts(out, " from ");
        put_value(out, w->form, f->low, digits);
    }
    gg_buf_puts(out, isnan(f->high) ? "" : isnan(f->low) ? " up to " : " to ");
    if (!isnan(f->high))
        put_value(out, w->form, f->high, digits);
    if (w->form == SHARE || w->form == MORE) {
        gg_buf_puts(out, " in ");
        put_whole(out, pow(10, digits));
    }
    gg_buf_printf(out, "%s%s is compatible with the data", w->unit,
                  isnan(f->high) ? " or higher" : "");
}

/* Out of the bounds rather than into them. */
static double outward(double x, int side)
{
    double hundredths = x * 100, whole = round(hundredths);

    if (fabs(hundredths - whole) <= 1e-9)
        return whole / 100;
    return (side < 0 ? floor(hundredths) : ceil(hundredths)) / 100;
}

/* "from 0.31 to 0.78"; without an upper end "from 0.31 or higher". */
static void put_range(gg_buf *out, double low, double high)
{
    gg_buf_puts(out, "from ");
    put_number(out, outward(low, -1), 2);
    gg_buf_puts(out, isnan(high) ? " or higher" : " to ");
    if (!isnan(high))
        put_number(out, outward(high, 1), 2);
}

/* Counts such as "fewer than 10": the figure itself has bounds, and around them an interval. */
static void put_bounded(gg_buf *out, const gg_explained *f)
{
    put_head(out, f);
    gg_buf_puts(out, " is known within bounds only, as counts of the table are");
    if (!isnan(f->bound_low)) {
        gg_buf_puts(out, "; whatever these counts are, it lies ");
        put_range(out, f->bound_low, f->bound_high);
    }
    if (!isnan(f->low)) {
        gg_buf_puts(out, "; with this many rows anything ");
        put_range(out, f->low, f->high);
        gg_buf_puts(out, " is compatible with the data");
    }
    gg_buf_puts(out, ".");
}

/* What a summary is over the groups that have its figure, which the tables show. */
static void put_over(gg_buf *out, const gg_explained *f)
{
    gg_explained over = f->over ? gg_explained_of(f->name, f->over) : *f;
    int digits;

    if (!f->over || (isnan(over.value) && isnan(over.bound_low)))
        return;
    gg_buf_puts(out, "; over the groups that have it, it ");
    if (isnan(over.value)) {
        gg_buf_puts(out, "lies ");
        put_range(out, over.bound_low, over.bound_high);
        return;
    }
    digits = digits_for(&over, NUMBER);
    gg_buf_puts(out, "is");
    put_figure(out, &over, digits);
}

static void put_missing(gg_buf *out, const gg_explained *f)
{
    if (f->why && strcmp(f->why, GG_WHY_BOUNDED) == 0) {
        put_bounded(out, f);
        return;
    }
    put_head(out, f);
    gg_buf_puts(out, " has no value");
    gg_explain_reason(out, f->why);
    if (!isnan(f->bound_low) && !isnan(f->bound_high)) {
        gg_buf_puts(out, "; whatever the unknown outcomes are, it lies ");
        put_range(out, f->bound_low, f->bound_high);
    }
    /* A ratio to 0. */
    if (f->why && strcmp(f->why, GG_WHY_ZERO_REFERENCE) == 0 && !isnan(f->low)) {
        gg_buf_puts(out, "; with this many rows anything ");
        put_range(out, f->low, f->high);
        gg_buf_puts(out, " is compatible with the data");
    }
    put_over(out, f);
    gg_buf_puts(out, ".");
}

/* A figure that the table lacks is told by its descriptor's own sentence, without the full stop. */
static wording otherwise(const char *name, char *text, size_t size)
{
    const gg_metric *metric = gg_metric_find(name);
    const gg_disparity *disparity = gg_disparity_find(name);
    const gg_summary *summary = gg_summary_find(name);
    const char *sentence = metric      ? metric->sentence
                           : disparity ? disparity->sentence
                           : summary   ? summary->sentence
                                       : "the figure is {n}.";

    snprintf(text, size, "%.*s", (int)(strlen(sentence) - 1), sentence);
    return (wording){name, NUMBER, text, ""};
}

static wording find(const gg_explained *f, char *text, size_t size)
{
    if (f->versus)
        return of_versus;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
        if (strcmp(wordings[i].name, f->name) == 0)
            return wordings[i];
    return otherwise(f->name, text, size);
}

void gg_explain_figure(const gg_explained *figure, gg_buf *out)
{
    char text[300];
    const wording w = find(figure, text, sizeof text);
    int digits;

    if (isnan(figure->value)) {
        put_missing(out, figure);
        return;
    }
    digits = digits_for(figure, w.form);
    put_head(out, figure);
    put_figure(out, figure, digits);
    gg_buf_puts(out, ": ");
    if (figure->within) {
        gg_buf_puts(out, "compared within each level of ");
        put_name(out, figure->within);
        gg_buf_puts(out, " and pooled, ");
    }
    put_meaning(out, figure, &w, digits);
    if (!isnan(figure->critical)) {
        gg_buf_puts(out, "; chance alone may give up to ");
        put_number(out, figure->critical, digits);
    }
    put_open(out, figure, &w, digits);
    /* What is observed may be the figure itself: it is said once. */
    if (!isnan(figure->observed) &&
        (isnan(figure->value) || steps(figure->observed, digits) != steps(figure->value, digits))) {
        gg_buf_puts(out, "; among the cases whose outcome is known it is ");
        put_number(out, figure->observed, digits);
    }
    gg_buf_puts(out, ".");
}

gg_explained gg_explained_of(const char *name, const json_t *est)
{
    const json_t *own = json_object_get(est, "estimate_bounds");
    const json_t *bounds = own != NULL ? own : json_object_get(est, "bounds");
    const json_t *low = json_array_get(bounds, 0), *high = json_array_get(bounds, 1);

    return (gg_explained){
        .name = name,
        .of = "",
        .value = gg_json_number(est, "value", NAN),
        .low = gg_json_number(est, "low", NAN),
        .high = gg_json_number(est, "high", NAN),
        .observed = gg_json_number(est, "observed", NAN),
        .bound_low = json_is_number(low) ? json_number_value(low) : NAN,
        .bound_high = json_is_number(high) ? json_number_value(high) : NAN,
        .critical = NAN,
        .why = gg_json_string(est, "why_null", NULL),
        .over = json_object_get(est, "over_defined_groups"),
    };
}
