# SPDX-License-Identifier: GPL-2.0-only
require 'json'
require 'erb'
require 'digest'
require 'socket'
require 'set'
require 'tempfile'
require 'zlib'
require 'fiddle'

raise unless JSON.parse('{"a": [1, 2]}')['a'].sum == 3 && Digest::SHA256.hexdigest('abc').start_with?('ba7816bf')
server = TCPServer.new('127.0.0.1', 0)
thread = Thread.new { server.accept.puts('pong') }
raise unless TCPSocket.new('127.0.0.1', server.addr[1]).gets == "pong\n"
thread.join
fibers = Fiber.new { 3.times { |i| Fiber.yield i } }
raise unless fibers.resume + fibers.resume == 1
def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
raise unless fib(16) == 987
# A callback by libffi.
compare = Class.new(Fiddle::Closure) { def call(a, b) = Fiddle::Pointer.new(a)[0, 4].unpack1('l') <=> Fiddle::Pointer.new(b)[0, 4].unpack1('l') }
values = [3, 1, 2].pack('l*')
qsort = Fiddle::Function.new(Fiddle.dlopen(nil)['qsort'], [Fiddle::TYPE_VOIDP, Fiddle::TYPE_SIZE_T, Fiddle::TYPE_SIZE_T, Fiddle::TYPE_VOIDP], Fiddle::TYPE_VOID)
qsort.call(values, 3, 4, compare.new(Fiddle::TYPE_INT, [Fiddle::TYPE_VOIDP, Fiddle::TYPE_VOIDP]))
raise unless values.unpack('l*') == [1, 2, 3] && `echo 5`.to_i == 5
pid = fork { exit 7 }
Process.wait(pid)
raise unless $?.exitstatus == 7
puts "ruby #{RUBY_VERSION} #{ERB.new('<%= 41 + 1 %>').result}"
