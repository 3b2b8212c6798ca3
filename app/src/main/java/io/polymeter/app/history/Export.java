package io.polymeter.app.history;

import io.polymeter.json.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/// Writes history for other programs. Times carry the site's offset from UTC, so that the hour that comes twice in
/// autumn is told apart; what is not known is an empty field, or missing.
public final class Export {

    private final Appendable out;
    private final Form form;
    private final DateTimeFormatter times;

    /// How it is written.
    public enum Form {
        /// RFC 4180, with a line of names.
        CSV,
        JSON
    }

    /// @param zone of the times
    public Export(Appendable out, Form form, ZoneId zone) {
        this.out = out;
        this.form = form;
        this.times = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
    }

    /// Writes what a query gives, interval by interval, and which of it was derived: in CSV in a last column, where
    /// anything was.
    ///
    /// @throws IOException as [History#series] and the writer do
    public void series(History history, History.Query query) throws IOException {
        boolean seconds = query.resolution() == Resolution.SECOND;
        List<History.Span> derived = history.derived(query);
        switch (form) {
            case CSV -> {
                out.append(seconds ? "time,value" : "time,min,mean,max,covered")
                        .append(derived.isEmpty() ? "" : ",derived")
                        .append("\r\n");
                history.series(
                        query,
                        slot -> out.append(time(slot.start()))
                                .append(',')
                                .append(seconds ? number(slot.mean()) : numbers(slot))
                                .append(mark(derived, slot, query.resolution()))
                                .append("\r\n"));
            }
            case JSON -> {
                out.append(head(query, derived));
                String[] comma = {""};
                history.series(query, slot -> {
                    out.append(comma[0]).append(json(slot, seconds));
                    comma[0] = ",";
                });
                out.append("\n]}\n");
            }
        }
    }

    private static String mark(List<History.Span> derived, Interval slot, Resolution resolution) {
        if (derived.isEmpty()) {
            return "";
        }
        return derived.stream().anyMatch(span -> span.touches(slot.start(), resolution)) ? ",true" : ",";
    }

    private String head(History.Query query, List<History.Span> derived) {
        String spans = derived.stream()
                .map(span -> "{\"from\":\"" + time(span.from()) + "\",\"to\":\"" + time(span.to()) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"meter\":" + JsonText.quote(query.series().meter()) + ",\"point\":"
                + JsonText.quote(query.series().point().name()) + ",\"unit\":"
                + JsonText.quote(query.series().point().unit().symbol()) + ",\"resolution\":\""
                + query.resolution().id() + "\",\"derived\":[" + spans + "],\"values\":[";
    }

    private String json(Interval slot, boolean seconds) {
        String start = "\n{\"time\":\"" + time(slot.start()) + "\",";
        return seconds
                ? start + "\"value\":" + number(slot.mean()) + "}"
                : start + "\"min\":" + number(slot.min()) + ",\"mean\":" + number(slot.mean()) + ",\"max\":"
                        + number(slot.max()) + ",\"covered\":" + number(slot.covered()) + "}";
    }

    private static String numbers(Interval slot) {
        return number(slot.min()) + "," + number(slot.mean()) + "," + number(slot.max()) + "," + number(slot.covered());
    }

    /// Writes energies, in Wh.
    ///
    /// @throws IOException as the writer does
    public void energy(String meter, Period period, List<Energy> energies) throws IOException {
        switch (form) {
            case CSV -> {
                out.append("start,end,imported,exported,covered\r\n");
                for (Energy each : energies) {
                    out.append(time(each.start()) + "," + time(each.end()) + "," + number(each.imported()) + ","
                            + number(each.exported()) + "," + number(each.covered()) + "\r\n");
                }
            }
            case JSON -> {
                out.append("{\"meter\":" + JsonText.quote(meter) + ",\"period\":\"" + period.id()
                        + "\",\"unit\":\"Wh\",\"values\":[");
                String comma = "";
                for (Energy each : energies) {
                    out.append(comma + "\n{\"start\":\"" + time(each.start()) + "\",\"end\":\"" + time(each.end())
                            + "\"" + member("imported", each.imported()) + member("exported", each.exported())
                            + ",\"covered\":" + number(each.covered()) + "}");
                    comma = ",";
                }
                out.append("\n]}\n");
            }
        }
    }

    private static String member(String name, double value) {
        return Double.isNaN(value) ? "" : ",\"" + name + "\":" + number(value);
    }

    private String time(Instant instant) {
        return times.format(instant);
    }

    /// Plain decimals with at most four digits behind the point; nothing for NaN.
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Math.abs(value) >= 1e12) {
            return new BigDecimal(value).toPlainString();
        }
        double rounded = Math.rint(value * 1e4) / 1e4;
        return rounded == Math.rint(rounded)
                ? String.valueOf((long) rounded)
                : BigDecimal.valueOf(rounded).toPlainString();
    }
}
