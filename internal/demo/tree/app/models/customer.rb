class Customer
  GREETING = "Welcome back"
  TIERS = ["basic", "silver", "gold"]

  def initialize(name, tier)
    @name = name
    @tier = tier
  end

  def greeting
    "#{GREETING}, #{@name}"
  end

  def gold?
    @tier == TIERS.last
  end

  def self.locale
    ENV["SHOP_LOCALE"] || "de"
  end
end
