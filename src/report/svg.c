/*
 * Shapes as SVG. Coordinates are written with one decimal; texts are escaped here and nowhere else.
 */
#include <string.h>

#include "chart_internal.h"
#include "gauger/base/text.h"

void gg_svg_begin(gg_svg *svg, gg_page *page, unsigned number, double height, const char *title,
                  const char *desc)
{
    gg_buf_init(&svg->out, 0);
    svg->page = page;
    gg_buf_puts(&svg->out, "<figure>\n<figcaption>");
    gg_escape_html(&svg->out, title);
    gg_buf_printf(&svg->out,
                  "</figcaption>\n<svg viewBox=\"0 0 %d %.0f\" role=\"img\" "
                  "aria-labelledby=\"c%u-t c%u-d\">\n<title id=\"c%u-t\">",
                  GG_SVG_WIDTH, height, number, number, number);
    gg_escape_html(&svg->out, title);
    gg_buf_printf(&svg->out, "</title>\n<desc id=\"c%u-d\">", number);
    gg_escape_html(&svg->out, desc);
    gg_buf_puts(&svg->out, "</desc>\n");
}

void gg_svg_end(gg_svg *svg, const char *note)
{
    const char *markup;

    gg_buf_puts(&svg->out, "</svg>\n");
    if (*note) {
        gg_buf_puts(&svg->out, "<p>");
        gg_escape_html(&svg->out, note);
        gg_buf_puts(&svg->out, "</p>\n");
    }
    gg_buf_puts(&svg->out, "</figure>\n");
    markup =
        svg->out.failed ? NULL : gg_arena_text(&svg->page->arena, svg->out.data, svg->out.size);
    if (markup)
        gg_page_figure(svg->page, markup);
    else
        svg->page->failed = true;
    gg_buf_release(&svg->out);
}

void gg_svg_text(gg_svg *svg, double x, double y, gg_anchor anchor, const char *style,
                 const char *text)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};

    gg_buf_printf(&svg->out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\"%s>", x, y, style,
                  anchors[anchor]);
    gg_escape_html(&svg->out, text);
    gg_buf_puts(&svg->out, "</text>\n");
}

void gg_svg_line(gg_svg *svg, double x1, double y1, double x2, double y2, const char *style)
{
    gg_buf_printf(&svg->out,
                  "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1,
                  x2, y2, style);
}

void gg_svg_rect(gg_svg *svg, double x, double y, double w, double h, const char *style)
{
    gg_buf_printf(&svg->out,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n", x,
                  y, w > 0 ? w : 0, h > 0 ? h : 0, style);
}

void gg_svg_dot(gg_svg *svg, double x, double y, double r, const char *style)
{
    gg_buf_printf(&svg->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"/>\n", x, y, r,
                  style);
}

void gg_svg_path(gg_svg *svg, const double *x, const double *y, size_t n, const char *style)
{
    gg_buf_puts(&svg->out, "<path d=\"");
    for (size_t i = 0; i < n; i++)
        gg_buf_printf(&svg->out, "%s%.1f %.1f", i ? "L" : "M", x[i], y[i]);
    gg_buf_printf(&svg->out, "\" class=\"%s\"/>\n", style);
}

const char *gg_svg_label(gg_page *page, const char *name, size_t width)
{
    size_t n = strlen(name), head = 0, tail = n;

    if (gg_text_width(name, n) <= width)
        return name;
    while (head < n && gg_text_width(name, head) < (width - 1) / 2)
        head++;
    while (tail > head && gg_text_width(name + tail, n - tail) < width - 1 - (width - 1) / 2)
        tail--;
    /* Not inside a sign: on to its first byte. */
    while (head > 0 && ((unsigned char)name[head] & 0xc0) == 0x80)
        head--;
    while (tail < n && ((unsigned char)name[tail] & 0xc0) == 0x80)
        tail++;
    return gg_page_printf(page, "%.*s\xe2\x80\xa6%s", (int)head, name, name + tail);
}
