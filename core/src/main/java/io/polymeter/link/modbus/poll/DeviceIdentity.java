package io.polymeter.link.modbus.poll;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.DeclaredChain;
import io.polymeter.sunspec.DeviceChoice;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a device turned out to be: which models its SunSpec chain has, and, where the configuration does not say,
/// which meter it is and at which unit id. Kept from one connection to the next, so that a device that comes back
/// in the morning is known, and another one in its place is noticed. For the thread of one link.
final class DeviceIdentity {

    private static final Message NOTHING = Message.verbatim("");

    /// What `profile: auto` has to find out.
    ///
    /// @param units where the device may be, in this order; one where it was configured
    record Search(List<Integer> units) {

        /// Unit ids that devices have as they come: most have 1, loggers of inverters up to 3 (KACO).
        /// With SunSpec 126 and 127 (SMA), 200 and 240 (SolarEdge, Fronius) are usual, with KOSTAL 71.
        public static final List<Integer> USUAL = List.of(1, 2, 3, 126, 127, 240, 200, 71, 247, 100, 4, 5);

        public Search {
            units = List.copyOf(units);
        }

        /// Where and how it looks, for people.
        public String words() {
            return (units.size() == 1 ? "unit " : "the first match of units ") + list(units)
                    + " (auto): SunSpec chain at 40000, 50000 or 0, otherwise known meters";
        }
    }

    /// What a look at the device showed.
    enum Seen {
        /// It is what it was.
        SAME,
        /// It was not known before.
        FIRST,
        /// Another chain, or another meter: nothing that was received before counts.
        OTHER
    }

    private final Profile configured;
    private final @Nullable Search search;
    /// The chain that the profile says the device has; null where it says none, or the chain is walked anyway.
    private final @Nullable DeclaredChain declared;
    /// The device of the chain that the configuration means; null where it does not say.
    private final @Nullable DeviceChoice choice;

    private volatile @Nullable IdentifiedDevice found;
    private Profile base;
    private volatile int unit;
    /// Where in its list the search goes on.
    private int turn;

    /// @param unit as configured; without meaning where there is a search
    /// @param search null where the configuration names the device
    /// @param choice the device of its chain that is meant, null for the first
    DeviceIdentity(Profile named, int unit, @Nullable Search search, @Nullable DeviceChoice choice) {
        this.configured = search == null ? named : Catalog.builtIn().auto();
        this.unit = unit;
        this.search = search;
        this.choice = choice;
        this.declared = search == null && named.sunspec() == null ? DeclaredChain.of(named) : null;
        this.base = configured;
    }

    /// True where there is anything to look at.
    boolean isNeeded() {
        return configured.sunspec() != null || declared != null;
    }

    /// True where nobody said which device it is.
    boolean isSearch() {
        return search != null;
    }

    /// True where the profile says which chain the device has.
    boolean isDeclared() {
        return declared != null;
    }

    /// False while nobody knows which registers the device has.
    boolean isDone() {
        return search == null && declared == null || found != null;
    }

    /// The register map, with the chain as it was walked.
    Profile base() {
        return base;
    }

    /// The chain, null where there is none.
    @Nullable
    Chain chain() {
        IdentifiedDevice here = found;
        return here == null ? null : here.chain();
    }

    /// The unit id at which the device answers.
    int unit() {
        return unit;
    }

    /// The unit id at which the device answers, -1 while nobody knows. Any thread.
    int knownUnit() {
        return search != null && search.units().size() > 1 && found == null ? -1 : unit;
    }

    /// The model that has a register; null where none has. Any thread.
    @Nullable
    Model modelAt(int address) {
        Chain chain = chain();
        return chain == null
                ? null
                : chain.models().stream()
                        .filter(model -> model.body().contains(address))
                        .findFirst()
                        .orElse(null);
    }

    /// What it is, for people.
    Message words() {
        IdentifiedDevice here = found;
        return here == null ? Message.of("not-known-yet", "not known yet") : here.words();
    }

    /// Looks what the device is now.
    ///
    /// @throws IOException if it does not answer; or, in words for people, if nothing known fits
    Seen look(ModbusClient client) throws IOException, InterruptedException {
        if (declared != null) {
            return seen(new DeviceProbe(client, unit).compared(configured, choice));
        }
        if (search == null) {
            DeviceProbe probe = new DeviceProbe(client, unit);
            return seen(chosen(probe, probe.as(configured)));
        }
        if (found == null) {
            IdentifiedDevice first = search(client, search.units());
            return seen(chosen(new DeviceProbe(client, unit), first));
        }
        DeviceProbe probe = new DeviceProbe(client, unit);
        IdentifiedDevice now = probe.identify();
        if (now == null) {
            throw new CodedIoException(Message.of(
                    "no-longer-identifies",
                    "the device at unit {unit} no longer identifies as {device}",
                    unit,
                    words()));
        }
        return seen(chosen(probe, now));
    }

    private IdentifiedDevice chosen(DeviceProbe probe, IdentifiedDevice device)
            throws IOException, InterruptedException {
        return choice == null ? device : probe.choose(device, choice);
    }

    /// Says in which way the chain is not what its headers or the profile say.
    void tell(Link link, Context context) {
        IdentifiedDevice here = found;
        if (declared == null || here == null || here.profile() == configured) {
            link.settled(context, "models");
        } else {
            link.trouble(
                    context,
                    Trouble.note(
                            "models",
                            Message.of(
                                    "other-models",
                                    "the device has others than its profile says, and is read as it is: {device}",
                                    here.words())));
        }
        Chain chain = chain();
        List<Message> wrong = chain == null ? List.of() : chain.wrongModels();
        if (wrong.isEmpty()) {
            link.settled(context, "model-length");
        } else {
            link.trouble(
                    context,
                    Trouble.note(
                            "model-length",
                            Message.of("read-as-it-stands", "{what}; read as it stands", Message.list(wrong))));
        }
    }

    private Seen seen(IdentifiedDevice now) {
        IdentifiedDevice before = found;
        if (now.equals(before)) {
            return Seen.SAME;
        }
        found = now;
        base = now.registers();
        return before == null ? Seen.FIRST : Seen.OTHER;
    }

    /// Tries one unit id after the other. One that does not answer ends the attempt: the next one, after a
    /// back-off, goes on behind it.
    private IdentifiedDevice search(ModbusClient client, List<Integer> units) throws IOException, InterruptedException {
        for (int i = 0; i < units.size(); i++) {
            unit = units.get((turn + i) % units.size());
            try {
                IdentifiedDevice here = new DeviceProbe(client, unit).identify();
                if (here != null) {
                    return here;
                }
            } catch (DeviceProbe.NobodyThereException e) {
                if (units.size() == 1) {
                    throw e;
                }
            } catch (NoResponseException e) {
                turn = (turn + i + 1) % units.size();
                throw units.size() == 1
                        ? e
                        : new CodedIoException(
                                Message.of("no-reply-of-units", "no reply yet from units {units}", list(units)), e);
            }
        }
        throw new CodedIoException(Message.of(
                "nothing-known-at",
                "no SunSpec chain at 40000, 50000 or 0 and no known meter at unit {units}; set the profile and the"
                        + " unit id",
                list(units)));
    }

    private static String list(List<Integer> units) {
        return units.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /// Why a device that answers yields nothing: no model of its chain is known that measures; an empty message where
    /// there is one.
    Message nothingMeasured(Profile profile) {
        Chain walked = chain();
        if (walked == null
                || profile.points().stream().anyMatch(point -> point.quantity().isMeasured())) {
            return NOTHING;
        }
        return Message.of("no-model-measures", "no model that measures is known here: {chain}", walked.message());
    }
}
