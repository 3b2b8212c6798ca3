package io.polymeter.link.modbus.poll;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.UnfitReplyException;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.Meter;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reads of a group over one connection: what the device answers, and what a refusal, a short answer or silence
/// means for the rest of the round.
final class GroupReads {

    private final PollSource.Terms terms;
    private final Link link;
    private final DeviceIdentity recognition;
    private final RefusedReads refusals;
    private final ReplyQuality quality;
    private final ModbusClient client;
    private final Context context;
    /// Whether the device has answered a read on this connection.
    private boolean answering;

    /// When the last read was sent.
    private long asked;

    /// Reads in a row without a reply.
    private int silent;

    /// Reads in a row without registers that may come the next time.
    private int unheard;

    private boolean chainInDoubt;
    private boolean chainMoved;
    private long busyUntil;

    /// Why the last round was lost, for people; and whether the device was busy.
    private Message why = Message.verbatim("");

    private boolean busy;

    /// What was given up in this round, told at its end.
    private final List<Trouble> found = new ArrayList<>();

    GroupReads(PollSource.Terms terms, PollSource.Kept kept, ModbusClient client, Context context) {
        this.terms = terms;
        this.link = kept.link();
        this.recognition = kept.recognition();
        this.refusals = kept.refusals();
        this.quality = kept.quality();
        this.client = client;
        this.context = context;
        this.busyUntil = now();
    }

    /// Whether a model of the chain was refused, so that another chain may stand there now.
    boolean isChainInDoubt() {
        return chainInDoubt;
    }

    /// Whether another model was seen where one of the chain stood, and the device may have time for a walk.
    boolean isChainMoved() {
        return chainMoved && now() - busyUntil >= 0;
    }

    /// The device had no time for a walk.
    ///
    /// @return when it may have
    long busyFor(Duration pause) {
        busyUntil = now() + pause.toNanos();
        return busyUntil;
    }

    /// Why the last round was lost, for people.
    Message why() {
        return why;
    }

    /// Whether the last round was lost because the device had no time.
    boolean isBusy() {
        return busy;
    }

    /// The chain was walked.
    void walked() {
        chainInDoubt = false;
        chainMoved = false;
    }

    /// What one round of a group brought.
    record Cycle(List<RegisterImage.Segment> received, List<Span> refused, Set<Span> there) {
        Cycle() {
            this(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        }

        boolean asked() {
            return !received.isEmpty() || !refused.isEmpty();
        }
    }

    /// Asks and waits. The counters `answers` and `answer-us` together give the mean round trip of any time span.
    private Response send(Range range) throws IOException, InterruptedException {
        long began = now();
        asked = began;
        Response response;
        try {
            response = client.send(recognition.unit(), request(range));
        } catch (NoResponseException e) {
            quality.missed();
            throw e;
        }
        if (terms.meter().intake() == Meter.Intake.GARBAGE) {
            throw new CodedIoException(
                    Message.of("drill-garbage", "{place} sends what cannot be decoded: a drill", terms.endpoint()));
        }
        judged();
        silent = 0;
        context.health().count("answers");
        context.health().counter("answer-us").add((now() - began) / 1000);
        return response;
    }

    /// Says where requests are lost again and again between others.
    private void judged() {
        boolean before = quality.isDisturbed();
        quality.answered();
        if (quality.isDisturbed() && !before) {
            boolean wrong = client.deviations().stream()
                    .anyMatch(deviation -> deviation.kind() == Deviation.Kind.WRONG_CHECKSUM);
            link.trouble(context, Trouble.warning("replies", ReadFaults.lost(wrong), quality.words()));
        } else if (before && !quality.isDisturbed()) {
            link.settled(context, "replies");
        }
    }

    /// Asks for a run, in the pieces the device takes.
    ///
    /// @return false where the device cannot answer now, so that this round is lost
    boolean take(ReadPlan.Ask ask, Cycle cycle) throws IOException, InterruptedException {
        for (Range piece : refusals.pieces(recognition.base(), ask.range())) {
            if (!refusals.isLeftOut(piece, now()) && !takePiece(new ReadPlan.Ask(piece, ask.optional()), cycle)) {
                return false;
            }
        }
        boolean whole = refusals.pieces(recognition.base(), ask.range()).size() == 1 && modelAt(ask.range()) != null;
        return whole || modelsStandAt(ask.range());
    }

    /// Whether the models of which pieces were read, without their headers, still stand where they stood.
    private boolean modelsStandAt(Range range) throws IOException, InterruptedException {
        Chain chain = recognition.chain();
        for (Model model : chain == null ? List.<Model>of() : chain.models()) {
            if (!model.body().overlaps(range)) {
                continue;
            }
            Words words = header(model);
            if (words == null) {
                why = ReadFaults.header(model.id());
                return false;
            }
            if (words.get(0) != model.id() || words.get(1) != model.said()) {
                return moved();
            }
        }
        return true;
    }

    private @Nullable Words header(Model model) throws IOException, InterruptedException {
        try {
            return send(new Range(model.address(), 2)) instanceof Response.ReadRegisters(int _, Words words)
                            && words.count() == 2
                    ? words
                    : null;
        } catch (UnfitReplyException _) {
            return null;
        }
    }

    /// Another model stands there now: nothing of this answer is what it was asked for.
    private boolean moved() {
        context.health().count("other-models");
        chainInDoubt = true;
        chainMoved = true;
        return false;
    }

    private boolean takePiece(ReadPlan.Ask ask, Cycle cycle) throws IOException, InterruptedException {
        Model model = modelAt(ask.range());
        Range asked = model == null
                ? ask.range()
                : new Range(model.address(), 2 + ask.range().count());
        try {
            switch (send(asked)) {
                case Response.ReadRegisters(int _, Words words)
                when words.count() == asked.count() -> {
                    if (model != null && !(words.get(0) == model.id() && words.get(1) == model.said())) {
                        return moved();
                    }
                    received(
                            ask,
                            words.slice(
                                    asked.count() - ask.range().count(),
                                    ask.range().count()),
                            cycle);
                }
                case Response.Refusal(int _, ExceptionCode code) -> {
                    why = Message.of("does-reply-exception", "replies with exception {number}", code.code());
                    busy = code == ExceptionCode.ACKNOWLEDGE || code == ExceptionCode.SERVER_DEVICE_BUSY;
                    context.health().count("refused-by-device-" + code.code());
                    return refused(ask, code, cycle);
                }
                case Response.VendorRefusal(int _, int code) -> {
                    context.health().count("refused-by-device-" + code);
                    return withhold(ask, ReadFaults.exception(code), cycle);
                }
                case Response other -> {
                    context.health().count("unusable-answers");
                    throw new CodedIoException(Message.of(
                            "answered-read-with", "{place} answered a read with {what}", terms.endpoint(), other));
                }
            }
        } catch (UnfitReplyException e) {
            context.health().count("unusable-answers");
            return withhold(ask, ReadFaults.unexpected(e), cycle);
        } catch (NoResponseException e) {
            return silence(ask, e, cycle);
        }
        return true;
    }

    /// The model whose registers begin here: its header is read with them, so that they are never taken for those of
    /// another model after a firmware update. Null where none begins, or the device does not take so long a read.
    private @Nullable Model modelAt(Range range) {
        Chain chain = recognition.chain();
        int longest = Math.min(terms.longest(), recognition.base().wire().maxRead());
        if (chain == null || range.count() + 2 > longest) {
            return null;
        }
        return chain.models().stream()
                .filter(model -> model.body().address() == range.address())
                .findFirst()
                .orElse(null);
    }

    /// One missing reply may be this read's own; more in a row are the device's.
    private boolean silence(ReadPlan.Ask ask, NoResponseException failure, Cycle cycle)
            throws IOException, InterruptedException {
        silent++;
        if (!answering || silent > 1) {
            refusals.unanswered(ask.range());
            throw failure;
        }
        context.health().count("timeouts");
        return missed(ask, ReadFaults.SILENT, cycle);
    }

    private void received(ReadPlan.Ask ask, Words words, Cycle cycle) {
        answering = true;
        unheard = 0;
        cycle.received().add(new RegisterImage.Segment(ask.range().address(), words, instant()));
        if (ask.optional() != null) {
            cycle.there().add(ask.optional());
        }
        if (refusals.answered(ask.range())) {
            link.settled(context, RefusedReads.name(recognition.base(), ask.range()));
        }
    }

    /// What a refusal means for a read.
    private boolean refused(ReadPlan.Ask ask, ExceptionCode code, Cycle cycle)
            throws IOException, InterruptedException {
        return switch (code) {
            // There, but not now.
            case ACKNOWLEDGE, SERVER_DEVICE_BUSY -> busy(ask, code, cycle);
            case SERVER_DEVICE_FAILURE, GATEWAY_PATH_UNAVAILABLE, GATEWAY_TARGET_FAILED_TO_RESPOND ->
                missed(ask, ReadFaults.exception(code.code()), cycle);
            case ILLEGAL_DATA_ADDRESS -> {
                if (ask.optional() != null && ask.range().equals(ask.optional().range())) {
                    cycle.refused().add(ask.optional());
                    yield true;
                }
                // Where a model of the chain stood there may be none now.
                chainInDoubt |= ask.optional() == null && isOfChain(ask.range());
                yield withhold(ask, ReadFaults.exception(code.code()), cycle);
            }
            default -> withhold(ask, ReadFaults.exception(code.code()), cycle);
        };
    }

    /// A read that is refused again and again while others are answered is not one for which the device has no time
    /// now.
    private boolean busy(ReadPlan.Ask ask, ExceptionCode code, Cycle cycle) throws IOException, InterruptedException {
        unheard++;
        if (!answering || unheard > 1 || !refusals.busy(ask.range())) {
            return false;
        }
        return withhold(ask, ReadFaults.busy(code.code()), cycle);
    }

    /// A read that may work the next time.
    private boolean missed(ReadPlan.Ask ask, Message why, Cycle cycle) throws IOException, InterruptedException {
        this.why = ReadFaults.unreadable(why);
        unheard++;
        // One may be this read's own; more in a row, and the device cannot answer now.
        if (!answering || unheard > 1) {
            return false;
        }
        if (ask.optional() == null && !refusals.missed(ask.range())) {
            return false;
        }
        return withhold(ask, why, cycle);
    }

    /// Asks for less, or leaves the read out for a while; the rest of the round goes on.
    private boolean withhold(ReadPlan.Ask ask, Message why, Cycle cycle) throws IOException, InterruptedException {
        this.why = ReadFaults.unreadable(why);
        Range range = ask.range();
        boolean part = refusals.isPart(range);
        List<Range> halves = refusals.split(recognition.base(), range);
        if (!halves.isEmpty()) {
            if (!part) {
                found.add(Trouble.note(
                        "reads of " + range.count() + " registers",
                        Message.of("reads-smaller", "{why}; reading in smaller requests, see `max-read`", why)));
            }
            if (chainInDoubt || silent > 0) {
                // Another chain may stand there, or each miss takes its time: the halves are asked in the next round.
                return false;
            }
            unheard = 0;
            for (Range half : halves) {
                if (!takePiece(new ReadPlan.Ask(half, ask.optional()), cycle)) {
                    return false;
                }
            }
            return true;
        }
        boolean known = refusals.isGivenUp(range);
        refusals.giveUp(range, now());
        String field = RefusedReads.name(recognition.base(), range);
        Message sentence = Message.of("retries-at-times", "{why}; retrying occasionally", why);
        boolean promised = ask.optional() == null
                && !RefusedReads.points(recognition.base(), range).isEmpty();
        if (!known) {
            found.add(promised ? Trouble.warning(field, sentence, "") : Trouble.note(field, sentence));
        }
        return true;
    }

    /// Says what was given up since the last time: of one cause in one line.
    void tell() {
        link.trouble(context, found);
        found.clear();
    }

    private boolean isOfChain(Range range) {
        return recognition.isSearch() || recognition.isDeclared()
                ? recognition.chain() != null
                : terms.profile().spanAt(range.address()).isEmpty();
    }

    private Request request(Range range) {
        return range.function(recognition.base().wire().functions().getFirst()) == 4
                ? new Request.ReadInputRegisters(range.onWire(), range.count())
                : new Request.ReadHoldingRegisters(range.onWire(), range.count());
    }

    /// Of a reply: it may have waited for us, but not since before it was asked for.
    private long instant() {
        return Math.max(asked, context.clock().received());
    }

    private long now() {
        return context.clock().nanos();
    }
}
