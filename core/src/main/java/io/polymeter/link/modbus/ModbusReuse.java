package io.polymeter.link.modbus;

import io.polymeter.link.LinkReuse;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.link.modbus.serve.RegisterOutput;
import io.polymeter.link.modbus.serve.SharedServer;
import io.polymeter.link.modbus.serve.TrafficListener;

/// What Modbus links share, and what of them is kept when the configuration changes.
final class ModbusReuse extends LinkReuse {

    private final Transports ways;
    private final SharedServer loop;
    private final Traffic traffic = new Traffic();

    ModbusReuse(Transports ways) {
        this.ways = ways;
        this.loop = new SharedServer(ways.ports());
    }

    Transports ways() {
        return ways;
    }

    SharedServer loop() {
        return loop;
    }

    Traffic traffic() {
        return traffic;
    }

    /// Passes on what happens to whoever listens at present.
    static final class Traffic implements TrafficListener {
        private volatile TrafficListener target = TrafficListener.NONE;

        void to(TrafficListener listener) {
            target = listener;
        }

        @Override
        public void received(PushSource source) {
            target.received(source);
        }

        @Override
        public void served(RegisterOutput output, int address, int count) {
            target.served(output, address, count);
        }
    }
}
