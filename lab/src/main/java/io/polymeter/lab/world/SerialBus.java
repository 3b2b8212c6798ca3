package io.polymeter.lab.world;

import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.serial.SerialException;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.twin.Fiber;
import io.polymeter.twin.Timeline;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The RS485 line and our adapter on it.
final class SerialBus implements SerialOpener {

    /// Who hears what our side says.
    interface Ear {
        void heard(byte[] bytes);
    }

    private final Timeline timeline;
    private @Nullable Line line;
    private @Nullable Ear ear;
    private long unpluggedUntil;

    SerialBus(Timeline timeline) {
        this.timeline = timeline;
    }

    void listen(Ear ear) {
        this.ear = ear;
    }

    /// The adapter is pulled, until a moment.
    void unplug(long until) {
        unpluggedUntil = Math.max(unpluggedUntil, until);
        Line open = line;
        if (open != null) {
            line = null;
            open.vanish();
        }
    }

    /// It is plugged in again.
    void plug() {
        unpluggedUntil = 0;
    }

    /// Whether our side listens.
    boolean isOpen() {
        return line != null;
    }

    /// Bytes arrive at our side now.
    void arrive(byte[] bytes) {
        Line open = line;
        if (open != null) {
            open.arrive(bytes);
        }
    }

    @Override
    public SerialLine open(String device, SerialParameters parameters) throws SerialException {
        if (timeline.now() < unpluggedUntil) {
            throw new SerialException(
                    SerialException.Reason.ABSENT, Wording.of("there-is-none", "there is no {device}", device));
        }
        Line open = new Line(device);
        line = open;
        return open;
    }

    private final class Line implements SerialLine {
        private final String device;
        private final ArrayDeque<byte[]> received = new ArrayDeque<>();
        private @Nullable Fiber waiter;
        private boolean gone;

        Line(String device) {
            this.device = device;
        }

        void vanish() {
            gone = true;
            wake();
        }

        void arrive(byte[] bytes) {
            received.add(bytes);
            wake();
        }

        private void wake() {
            Fiber waiting = waiter;
            if (waiting != null) {
                waiter = null;
                timeline.wake(waiting);
            }
        }

        @Override
        public int read(byte[] target, long timeoutNanos) throws IOException {
            if (received.isEmpty() && !gone && timeoutNanos > 0) {
                waiter = timeline.current();
                try {
                    timeline.block(timeline.now() + timeoutNanos);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                waiter = null;
            }
            check();
            byte[] first = received.poll();
            if (first == null) {
                return 0;
            }
            int count = Math.min(first.length, target.length);
            System.arraycopy(first, 0, target, 0, count);
            if (count < first.length) {
                received.addFirst(Arrays.copyOfRange(first, count, first.length));
            }
            return count;
        }

        private void check() throws SerialException {
            if (gone) {
                throw new SerialException(
                        SerialException.Reason.VANISHED, Wording.of("went-away", "{device} went away", device));
            }
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            check();
            if (ear != null) {
                try {
                    ear.heard(Arrays.copyOf(bytes, length));
                } catch (Violation e) {
                    // Not the program's business: it ends the world.
                    timeline.fail(e);
                }
            }
        }

        @Override
        public String name() {
            return device;
        }

        @Override
        public boolean paced() {
            return true;
        }

        @Override
        public boolean pinsThread() {
            return false;
        }

        @Override
        public void close() {
            gone = true;
            if (line == this) {
                line = null;
            }
            wake();
        }
    }
}
