package io.polymeter.app;

import io.polymeter.link.Protocol;
import io.polymeter.link.ct002.Ct002Output;
import io.polymeter.link.d0.D0Protocol;
import io.polymeter.link.documents.DocumentsOutput;
import io.polymeter.link.ecotracker.EcotrackerOutput;
import io.polymeter.link.han.HanProtocol;
import io.polymeter.link.homeassistant.HomeassistantProtocol;
import io.polymeter.link.homewizard.HomewizardOutput;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.influx.InfluxOutput;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.mqtt.MqttOutput;
import io.polymeter.link.mqtt.MqttProtocol;
import io.polymeter.link.openhab.OpenhabProtocol;
import io.polymeter.link.p1.P1Protocol;
import io.polymeter.link.shelly.ShellyOutput;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.link.sml.SmlProtocol;
import io.polymeter.link.sparkplug.SparkplugOutput;
import io.polymeter.link.speedwire.SpeedwireOutput;
import io.polymeter.link.speedwire.SpeedwireProtocol;
import io.polymeter.link.victron.VictronProtocol;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.runtime.SystemClock;
import java.util.List;

/// The one list that names all kinds of links. Messages and documents name the kinds in this order.
final class Protocols {

    private Protocols() {}

    /// New instances of all of them.
    static List<Protocol> all() {
        return List.of(
                new ModbusProtocol(),
                OpenhabProtocol.create(),
                HomeassistantProtocol.create(),
                MqttProtocol.create(new SystemClock()),
                HttpProtocol.create(),
                SumProtocol.create(),
                SmlProtocol.create(),
                D0Protocol.create(),
                P1Protocol.create(),
                HanProtocol.create(),
                SpeedwireProtocol.create(),
                new SimulateProtocol(),
                // After the protocols that offer ways to devices.
                new VictronProtocol(),
                ShellyOutput.create(),
                EcotrackerOutput.create(),
                HomewizardOutput.create(),
                SpeedwireOutput.create(),
                Ct002Output.create(),
                DocumentsOutput.create(),
                SparkplugOutput.create(),
                MqttOutput.create(),
                InfluxOutput.create());
    }
}
