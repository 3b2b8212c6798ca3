package io.polymeter.app.api;

import io.polymeter.app.home.HomeParts;
import io.polymeter.app.message.CodedMessage;
import io.polymeter.app.notify.Occurrence;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Role;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Whether all is well and, if not, what to do, for somebody who has ten seconds.
final class Verdict {

    private static final Comparator<Advice> WORST_FIRST =
            Comparator.comparing(Advice::level).reversed();

    /// A link that has neither begun nor failed for so long is in trouble.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The link that knows where devices are.
    private static final String DEVICES = "devices";

    private final ApiSnapshot picture;
    private final List<Advice> advice = new ArrayList<>();
    private final Set<String> told = new HashSet<>();

    /// How bad it is.
    private enum Level {
        /// Worth knowing; all is well.
        NOTE,
        /// Somebody should look.
        ATTENTION,
        /// Consumers do not get what they should.
        PROBLEM
    }

    /// One thing to know.
    ///
    /// @param code for translations
    /// @param subject the meter, output or link
    /// @param reason further words, may be empty
    /// @param place where a device is now that has moved, may be empty
    private record Advice(Level level, String code, String subject, String sentence, String reason, String place) {

        Advice(Level level, String code, String subject, String sentence, String reason) {
            this(level, code, subject, sentence, reason, "");
        }

        JsonObject params() {
            return new JsonObject().put("name", subject).put("place", place);
        }
    }

    private Verdict(ApiSnapshot picture) {
        this.picture = picture;
    }

    /// @param unaccepted how many certificates wait to be accepted
    static Verdict of(ApiSnapshot picture, int unaccepted) {
        Verdict verdict = new Verdict(picture);
        picture.snapshot().meters().forEach(meter -> verdict.told(picture.linksOf(meter)));
        picture.plan().settings().outputs().forEach((name, output) -> verdict.told(picture.linksOf(name, output)));
        picture.snapshot().links().forEach(verdict::link);
        picture.snapshot().links().forEach(verdict::troubles);
        picture.snapshot().meters().forEach(verdict::meter);
        picture.plan().settings().outputs().forEach(verdict::output);
        if (unaccepted > 0) {
            String sentence = unaccepted == 1
                    ? "A certificate is waiting for approval"
                    : unaccepted + " certificates are waiting for approval";
            verdict.advice.add(new Advice(Level.ATTENTION, "certificate-waits", "", sentence, ""));
        }
        verdict.advice.sort(WORST_FIRST);
        return verdict;
    }

    /// These are judged with the meter or output they belong to.
    private void told(List<Snapshot.Link> links) {
        links.forEach(link -> told.add(link.name()));
    }

    private Level worst() {
        return advice.isEmpty() ? Level.NOTE : advice.getFirst().level();
    }

    /// `well`, `degraded` where somebody should look, `failed` where consumers do not get what they should.
    String status() {
        return switch (worst()) {
            case NOTE -> "well";
            case ATTENTION -> "degraded";
            case PROBLEM -> "failed";
        };
    }

    /// Everything to know, the worst first; that all is well where nothing is wrong.
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (worst() == Level.NOTE) {
            sentences.add(allIsWell());
        }
        advice.forEach(
                one -> sentences.add(one.sentence() + (one.reason().isEmpty() ? "" : ": " + one.reason()) + "."));
        return sentences;
    }

    /// What somebody who is elsewhere should know of. Of one meter or output there is one for each level: a link that
    /// fails, and what follows from it, are one problem.
    List<Occurrence> occurrences() {
        Map<String, Occurrence> occurrences = new LinkedHashMap<>();
        for (Advice one : advice) {
            if (one.level() == Level.NOTE || one.code().equals("meter-starting")) {
                continue;
            }
            boolean serious = one.level() == Level.PROBLEM;
            String about = one.subject().isEmpty() ? "certificates" : owner(one.subject());
            String sentence = one.sentence() + (one.reason().isEmpty() ? "" : ": " + one.reason()) + ".";
            occurrences.putIfAbsent(about + serious, new Occurrence(one.code(), about, serious, sentence));
        }
        return List.copyOf(occurrences.values());
    }

    /// The meter or output that a link belongs to; the link itself where it belongs to none.
    private String owner(String link) {
        for (Snapshot.Meter meter : picture.snapshot().meters()) {
            if (picture.linksOf(meter).stream().anyMatch(each -> each.name().equals(link))) {
                return meter.name();
            }
        }
        return link.startsWith("outputs.") ? link.substring("outputs.".length()) : link;
    }

    JsonObject json() {
        Level worst = worst();
        boolean well = worst == Level.NOTE;
        return new JsonObject()
                .put("well", well)
                .put("level", well ? "ok" : word(worst))
                .put("sentence", well ? allIsWell() : bad())
                .put(
                        "advice",
                        advice,
                        one -> new JsonObject()
                                .put("level", word(one.level()))
                                .put("code", one.code())
                                .put("subject", one.subject())
                                .put("params", one.params())
                                .put("sentence", one.sentence() + ".")
                                .put("reason", one.reason())
                                .put("coded", CodedMessage.json(one.reason())));
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private String allIsWell() {
        int meters = picture.snapshot().meters().size();
        int outputs = picture.plan().settings().outputs().size();
        return "All is well: " + count(meters, "meter") + (meters == 1 ? " is" : " are") + " read, "
                + count(outputs, "output") + (outputs == 1 ? " is" : " are") + " shown.";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private String bad() {
        long more = advice.stream().filter(one -> one.level() != Level.NOTE).count() - 1;
        String reason = advice.getFirst().reason();
        return advice.getFirst().sentence() + (reason.isEmpty() ? "" : ": " + reason) + "."
                + (more == 0 ? "" : " And " + (more == 1 ? "one thing" : more + " things") + " more.");
    }

    private void link(Snapshot.Link link) {
        if (link.state() == Health.State.DOWN && !ofSleeper(link)) {
            advice.add(new Advice(Level.PROBLEM, "link-down", link.name(), link.name() + " has failed", link.reason()));
        } else if (link.name().equals("configuration") && link.state() == Health.State.WAITING) {
            advice.add(new Advice(
                    Level.ATTENTION,
                    "configuration-refused",
                    "configuration",
                    "The changed configuration is not in use",
                    link.reason()));
        } else if (link.state() == Health.State.WAITING && !told.contains(link.name())) {
            advice.add(
                    new Advice(Level.ATTENTION, "link-waits", link.name(), link.name() + " is waiting", link.reason()));
        }
    }

    /// What an output has not achieved. That its meters have no values is said of them, and is no fault of its own.
    private void output(String name, OutputSettings settings) {
        List<String> meters = picture.plan().settings().metersOf(settings);
        boolean fed = picture.snapshot().meters().stream()
                .anyMatch(meter -> meters.contains(meter.name())
                        && MeterJson.quality(meter).equals("fresh"));
        if (!fed) {
            return;
        }
        refused(name, settings);
        for (Snapshot.Link link : picture.linksOf(name, settings)) {
            boolean begun =
                    link.state() != Health.State.STARTING || link.since().compareTo(PATIENCE) < 0;
            if (link.state() == Health.State.WAITING || !begun) {
                advice.add(new Advice(
                        Level.ATTENTION, "output-waits", name, name + " does not reach whom it is for", link.reason()));
                return;
            }
        }
    }

    /// That its consumer is refused most of what it asks, although its meter has values.
    private void refused(String name, OutputSettings settings) {
        String refusal = picture.output(name)
                .map(output -> output.statistics().refusal())
                .orElse("");
        if (!refusal.isEmpty()) {
            String who = settings.consumer() == null ? name : name + " (" + settings.consumer() + ")";
            advice.add(new Advice(
                    Level.ATTENTION, "output-refused", who, who + " is refused most of what it asks", refusal));
        }
    }

    /// Whether a link is down because the device at its end sleeps by nature; it was heard before.
    private boolean ofSleeper(Snapshot.Link link) {
        return picture.snapshot().meters().stream()
                .anyMatch(meter -> MeterJson.quality(meter).equals("stale")
                        && asleep(picture, meter)
                        && picture.linksOf(meter).contains(link));
    }

    /// A lost meter's device that was found elsewhere.
    private void moved(Trouble trouble) {
        advice.add(new Advice(
                Level.ATTENTION,
                "device-moved",
                trouble.field(),
                trouble.field() + " " + trouble.sentence(),
                trouble.example(),
                trouble.example()));
    }

    /// What a link refuses or misses while it works.
    private void troubles(Snapshot.Link link) {
        if (link.name().equals(DEVICES)) {
            link.troubles().forEach(this::moved);
            return;
        }
        Map<String, List<Trouble>> causes = new LinkedHashMap<>();
        for (Trouble trouble : link.troubles()) {
            // That somebody waits to be accepted is said once, of all certificates.
            boolean said = trouble.field().startsWith("certificate ");
            if (trouble.severity() == Trouble.Severity.WARNING && !said) {
                causes.computeIfAbsent(trouble.sentence(), _ -> new ArrayList<>())
                        .add(trouble);
            }
        }
        causes.forEach((sentence, troubles) -> advice.add(new Advice(
                Level.ATTENTION,
                "link-trouble",
                link.name(),
                "Something is wrong at " + link.name(),
                Trouble.fields(troubles) + ": " + sentence)));
    }

    private void meter(Snapshot.Meter meter) {
        String quality = MeterJson.quality(meter);
        if (quality.equals("fresh")) {
            picture.linksOf(meter).stream()
                    .filter(link -> link.state() == Health.State.WAITING)
                    .findFirst()
                    .ifPresent(link -> advice.add(new Advice(
                            Level.ATTENTION,
                            "link-waits",
                            link.name(),
                            "A part of " + meter.name() + " is missing",
                            link.reason())));
            promised(meter);
            return;
        }
        Snapshot.Link link = ApiSnapshot.worst(picture.linksOf(meter)).orElse(null);
        Health.State state = link == null ? Health.State.UP : link.state();
        String reason = link == null || state == Health.State.UP ? "" : link.reason();
        if (asleep(picture, meter)) {
            advice.add(
                    new Advice(Level.NOTE, "meter-asleep", meter.name(), meter.name() + " is off or asleep", reason));
        } else if (state == Health.State.STARTING) {
            advice.add(new Advice(
                    Level.ATTENTION, "meter-starting", meter.name(), meter.name() + " has not been read yet", reason));
        } else if (quality.equals("absent") && picture.linksOf(meter).stream().anyMatch(Verdict::refuses)) {
            advice.add(new Advice(
                    Level.PROBLEM,
                    "meter-unusable",
                    meter.name(),
                    "Nothing that comes from " + meter.name() + " can be used",
                    reason));
        } else if (quality.equals("absent")) {
            advice.add(new Advice(
                    Level.PROBLEM,
                    "meter-absent",
                    meter.name(),
                    "Nothing has been received from " + meter.name(),
                    reason));
        } else {
            advice.add(new Advice(
                    Level.PROBLEM,
                    "meter-stale",
                    meter.name(),
                    "The values of " + meter.name() + " are stale",
                    reason));
        }
    }

    /// Power is what consumers act on: a profile that has it promises it. What is refused is said of the link.
    private void promised(Snapshot.Meter meter) {
        Profile profile = meter.profile();
        boolean given = profile == null
                || !profile.has(Quantity.ACTIVE_POWER)
                || meter.readings().stream()
                        .anyMatch(reading -> reading.point().equals(Point.of(Quantity.ACTIVE_POWER)));
        boolean said = picture.linksOf(meter).stream()
                .flatMap(link -> link.troubles().stream())
                .anyMatch(trouble -> trouble.field().contains(Quantity.ACTIVE_POWER.id()));
        if (!given && !said) {
            advice.add(new Advice(
                    Level.ATTENTION,
                    "meter-without-power",
                    meter.name(),
                    meter.name() + " gives no active power",
                    "the device says in its own way that it has none"));
        }
    }

    /// Whether something comes that cannot be used.
    private static boolean refuses(Snapshot.Link link) {
        return link.troubles().stream().anyMatch(trouble -> trouble.severity() == Trouble.Severity.WARNING);
    }

    /// Whether a device that sleeps by nature does not tell its values.
    static boolean asleep(ApiSnapshot picture, Snapshot.Meter meter) {
        boolean starting = ApiSnapshot.worst(picture.linksOf(meter))
                .filter(link -> link.state() == Health.State.STARTING)
                .isPresent();
        boolean sleeps = meter.profile() != null && meter.profile().sleeps()
                || HomeParts.role(picture.settings(meter), meter.profile()) == Role.PRODUCER;
        return sleeps && !starting && !MeterJson.quality(meter).equals("fresh");
    }

    /// The quality of every meter, in a few words for watchdogs.
    static JsonValue meters(ApiSnapshot picture) {
        return JsonObject.list(
                picture.snapshot().meters(),
                meter -> new JsonObject().put("name", meter.name()).put("quality", MeterJson.quality(meter)));
    }

    /// How many links are in each state.
    static Map<String, Long> states(ApiSnapshot picture) {
        Map<String, Long> states = new java.util.TreeMap<>();
        picture.snapshot()
                .links()
                .forEach(link -> states.merge(link.state().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return states;
    }
}
