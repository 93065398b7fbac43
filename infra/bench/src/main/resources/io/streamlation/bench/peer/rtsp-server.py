# A real RTSP server (GStreamer) for tests: PORT PIPELINE [ADDRESS], the stream at /noise.
import sys, gi
gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
server = GstRtspServer.RTSPServer(); server.set_address(sys.argv[3] if len(sys.argv) > 3 else '127.0.0.1'); server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory(); factory.set_launch('( ' + sys.argv[2] + ' )'); factory.set_shared(True)
server.get_mount_points().add_factory('/noise', factory); server.attach(None); print('on', flush=True)
GLib.MainLoop().run()
