package io.polymeter.sunspec;

import io.polymeter.config.Role;
import io.polymeter.message.Message;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.profile.SunspecModel;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The models that a walk found, in the order they stand. Chains are equal where the same models stand at the same
/// addresses.
///
/// @param base the address of the marker
/// @param ended true where the end marker was found; a device that lacks it ends at a refusal or at nonsense
/// @param device which of its devices is meant, counting from 1, of which alone the measurements are read;
///     0 for the first that measures, where all of the chain is read
public record Chain(int base, List<Model> models, boolean ended, int device) {

    /// `SunS`, at the base.
    static final Words MARKER = Words.of(0x5375, 0x6e53);
    static final Words END = Words.of(0xffff, 0);

    /// So many models are said.
    private static final int SAID = 16;

    /// How often headers and names are read again where the profile has no group `identity`: a firmware update may
    /// move the chain.
    private static final Duration HOURLY = Duration.ofHours(1);

    public Chain {
        models = List.copyOf(models);
    }

    /// A chain of which all is read.
    public Chain(int base, List<Model> models, boolean ended) {
        this(base, models, ended, 0);
    }

    /// The chain, of which another device is meant.
    ///
    /// @param number from 1
    public Chain at(int number) {
        return new Chain(base, models, ended, number);
    }

    /// The first model with an id.
    public Optional<Model> model(int id) {
        return models.stream().filter(model -> model.id() == id).findFirst();
    }

    /// The registers of the chain. Marker, headers and common model are identity: they never age, and stay
    /// readable while measurements are lost. Each other model's registers are one span: a read brings values and
    /// scale factors together.
    ///
    /// @param where how measurements and settings age, and whether unknown models are read
    /// @param identity how the rest does
    public List<Span> spans(Profile.Chain where, Group identity) {
        List<Span> spans = new ArrayList<>();
        spans.add(span(new Range(base, 2), identity));
        List<Model> read = read();
        for (Model model : models) {
            if (!read.contains(model)) {
                spans.add(span(model.header(), identity));
            } else if (model.id() == Model.COMMON) {
                spans.add(span(new Range(model.address(), 2 + model.length()), identity));
            } else {
                spans.add(span(model.header(), identity));
                SunspecModel known = SunspecModel.of(model.id()).orElse(null);
                if (known != null || where.others()) {
                    spans.add(span(model.body(), group(known, where)));
                }
            }
        }
        if (ended) {
            spans.add(span(new Range(endAddress(), 2), identity));
        }
        return spans;
    }

    private static Span span(Range range, Group group) {
        return new Span(range, group, false, false);
    }

    /// A profile with this chain's registers; they age as its chain's group says.
    ///
    /// @throws NullPointerException if the profile has no chain
    public Profile expand(Profile profile) {
        Profile.Chain where = Objects.requireNonNull(profile.sunspec());
        Group identity = profile.group("identity").orElseGet(() -> new Group("identity", null, HOURLY, false));
        Profile expanded = profile.withChain(spans(where, identity), rows(where, identity));
        return profile.about().role() == null ? expanded.as(role()) : expanded;
    }

    /// What the device measures: what the first of its own models says that says so; null where none does.
    public @Nullable Role role() {
        return own().stream()
                .map(model ->
                        SunspecModel.of(model.id()).map(SunspecModel::role).orElse(null))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Group group(@Nullable SunspecModel known, Profile.Chain where) {
        return known != null && known.holdsSettings() ? where.settings() : where.group();
    }

    /// The points of the models that are known; of a point that two models have, the first model's is converted.
    private List<Row> rows(Profile.Chain where, Group identity) {
        Set<Point> said = new HashSet<>();
        Map<Integer, Integer> times = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        List<Model> own = own();
        List<Model> read = read();
        for (Model model : models) {
            if (!read.contains(model)) {
                continue;
            }
            int time = times.merge(model.id(), 1, Integer::sum);
            String prefix = model.id() + (time == 1 ? "." : "-" + time + ".");
            SunspecModel.Place place = new SunspecModel.Place(model.address(), model.length(), prefix);
            SunspecModel known = SunspecModel.of(model.id()).orElse(null);
            Group group = model.id() == Model.COMMON ? identity : group(known, where);
            for (Row row : known == null ? List.<Row>of() : known.rows(place, group)) {
                boolean shown = own.contains(model) && (row.point() == null || said.add(row.point()));
                rows.add(shown ? row : row.withoutPoint());
            }
        }
        return rows;
    }

    /// The models that speak of the device itself. What another device of the chain measures is another place in the
    /// house, and would be taken for what this one lacks.
    private List<Model> own() {
        List<ChainDevice> devices = devices();
        if (device > 0) {
            return device > devices.size() ? List.of() : devices.get(device - 1).models();
        }
        return devices.stream()
                .filter(ChainDevice::measures)
                .findFirst()
                .or(() -> devices.stream().findFirst())
                .map(ChainDevice::models)
                .orElse(List.of());
    }

    /// Whether this is the device that is meant where nobody says which.
    public boolean isFirst(int number) {
        return at(number).own().equals(at(0).own());
    }

    private List<Model> read() {
        return device > 0 ? own() : models;
    }

    /// The devices of the chain, in the order they stand: an inverter also shows the meters and batteries behind it.
    public List<ChainDevice> devices() {
        return ChainDevice.of(models);
    }

    /// The device that is meant.
    public ChainDevice chosen() {
        return new ChainDevice(own());
    }

    /// Whether the walk has led to anything that is measured, and not into the middle of a model.
    boolean isSound() {
        return models.stream().anyMatch(model -> model.measures() && (ended || model.fits()));
    }

    /// The models whose headers say another length than they have; empty where all are right.
    public List<Message> wrongModels() {
        return models.stream()
                .filter(Model::isWrong)
                .map(model -> Message.of(
                        "seen-model-length",
                        "model {id} says that it has {said} registers, but the next model stands behind {length}",
                        model.id(),
                        model.said(),
                        model.length()))
                .toList();
    }

    /// True for the chain of an inverter, which may sleep.
    public boolean isInverter() {
        return own().stream().anyMatch(Model::isInverter);
    }

    /// The chain in words, e.g. `SunSpec chain at 40000: 1 (66), 103 (50), 64001 (12, unknown)`.
    public String words() {
        return message().text();
    }

    /// The same, to be said in the reader's language.
    public Message message() {
        Message first =
                Message.list(models.stream().limit(SAID).map(Chain::said).toList());
        int more = models.size() - SAID;
        Message list = more <= 0 ? first : Message.of("and-more", "{names} and {count} more", first, more);
        Message all = Message.of("seen-chain", "SunSpec chain at {number}: {models}", base, list);
        Message end = ended ? all : Message.of("seen-chain-open", "{what}, without end mark", all);
        return device == 0 ? end : Message.of("seen-chain-of", "{what}, of it device {number}", end, device);
    }

    private static Message said(Model model) {
        return SunspecModel.of(model.id()).isPresent()
                ? Message.verbatim(model.id() + " (" + model.length() + ")")
                : Message.of("seen-model-unknown", "{id} ({length}, unknown)", model.id(), model.length());
    }

    /// The picture with marker, headers and end mark: the walk has read them.
    ///
    /// @param instant when the walk began, nanoseconds of the monotonic clock
    public RegisterImage fill(RegisterImage image, long instant) {
        RegisterImage next = image.with(base, MARKER, instant);
        for (Model model : models) {
            next = next.with(model.address(), Words.of(model.id(), model.said()), instant);
        }
        return ended ? next.with(endAddress(), END, instant) : next;
    }

    /// False where the picture shows that another chain stands there now, e.g. since a firmware update: walk
    /// again.
    public boolean agrees(RegisterImage image) {
        RegisterImage expected = fill(RegisterImage.EMPTY, 0);
        for (RegisterImage.Segment run : expected.segments()) {
            Words found = image.words(run.address(), run.words().count());
            if (found == null) {
                continue;
            }
            // Some end marks carry a length of their own.
            boolean end = ended && run.address() == endAddress();
            if (end ? found.get(0) != END.get(0) : !found.equals(run.words())) {
                return false;
            }
        }
        return true;
    }

    private int endAddress() {
        return models.isEmpty() ? base + 2 : models.getLast().end();
    }
}
