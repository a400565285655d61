Console.WriteLine("awac");
